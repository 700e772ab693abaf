/*
id: aws.rds.cluster_survives_a_zone
title: Database clusters survive the loss of a zone
severity: medium
subject: aws_rds_cluster
program: cloud-infrastructure
controls: [A.8.14, A.5.30, "cis-aws:3.2.4"]
why: When its zone fails, the cluster is down until somebody builds a new member elsewhere.
attack:
  text: >-
    No attacker is needed: a fire or a mistake in one data centre takes the database down.
  technique: T1499
fix: >-
  Add a reader in another zone (Terraform: a second aws_rds_cluster_instance with another availability_zone).
equivalent:
  - prowler:rds_cluster_multi_az
  - prowler:documentdb_cluster_multi_az_enabled
  - prowler:neptune_cluster_multi_az
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.multi_az AS passed,
  'The cluster ' || COALESCE(c.name, c.arn) || ' stands in one zone only.' AS reason
FROM aws_rds_cluster c
