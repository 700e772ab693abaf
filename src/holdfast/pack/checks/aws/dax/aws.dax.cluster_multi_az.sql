/*
id: aws.dax.cluster_multi_az
title: DAX clusters stand in more than one zone
severity: low
subject: aws_dax_cluster
program: cloud-infrastructure
controls: [A.8.14]
why: When that zone fails, every read falls back on the table, which may not be sized for it.
attack:
  text: >-
    No attacker is needed: a failing zone takes the cache away, and the table behind it throttles your customers.
  technique: T1499
fix: >-
  aws dax increase-replication-factor with nodes in other zones (Terraform: replication_factor of 3,
  availability_zones).
equivalent: ["prowler:dynamodb_accelerator_cluster_multi_az"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.multi_az AS passed,
  'All nodes of ' || COALESCE(c.name, c.arn) || ' stand in one zone.' AS reason
FROM aws_dax_cluster c
