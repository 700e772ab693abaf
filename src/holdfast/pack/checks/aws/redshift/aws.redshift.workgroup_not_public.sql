/*
id: aws.redshift.workgroup_not_public
title: No serverless warehouse is open to the internet
severity: critical
subject: aws_redshift_serverless_workgroup
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
  aws redshift-serverless update-workgroup --no-publicly-accessible (Terraform: publicly_accessible = false).
exposure: internet
*/
SELECT
  w.arn AS subject,
  TRUE AS applies,
  NOT w.publicly_accessible AS passed,
  'The workgroup ' || COALESCE(w.name, w.arn) || ' is given a public address.' AS reason
FROM aws_redshift_serverless_workgroup w
