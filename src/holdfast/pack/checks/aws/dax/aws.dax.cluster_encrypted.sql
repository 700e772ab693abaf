/*
id: aws.dax.cluster_encrypted
title: DAX clusters are encrypted at rest
severity: medium
subject: aws_dax_cluster
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  DAX writes copies of your items to disk when it synchronizes nodes. The table behind it is encrypted; its copies
  should be too.
attack:
  text: Whoever gets hold of a disk that was not wiped reads items that the table itself would never have given out.
  technique: T1530
fix: >-
  It can only be set when the cluster is made: make a new one with server_side_encryption { enabled = true } and move
  clients to it.
equivalent: ["prowler:dynamodb_accelerator_cluster_encryption_enabled"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.encrypted_at_rest AS passed,
  'The disks of ' || COALESCE(c.name, c.arn) || ' are not encrypted.' AS reason
FROM aws_dax_cluster c
