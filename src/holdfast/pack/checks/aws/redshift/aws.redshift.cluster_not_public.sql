/*
id: aws.redshift.cluster_not_public
title: No warehouse is open to the internet
severity: critical
subject: aws_redshift_cluster
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.3, A.8.12]
why: >-
  A warehouse holds copies of everything. On the internet, one guessed password or one wide security group stands
  before all of it.
attack:
  text: >-
    A robot that scans AWS's addresses finds the port and tries passwords until one fits; then it unloads every table.
  technique: T1190
fix: >-
  aws redshift modify-cluster --no-publicly-accessible (Terraform: publicly_accessible = false).
exposure: internet
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  NOT c.publicly_accessible AS passed,
  'The cluster ' || COALESCE(c.name, c.arn) || ' is given a public address.' AS reason
FROM aws_redshift_cluster c
