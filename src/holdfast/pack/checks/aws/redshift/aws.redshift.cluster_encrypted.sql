/*
id: aws.redshift.cluster_encrypted
title: Warehouses are encrypted at rest
severity: high
subject: aws_redshift_cluster
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  The cluster's disks and its snapshots are readable by whoever gets hold of them. Encryption puts a key of yours in
  between.
attack:
  text: The attacker shares a snapshot with an account of their own and restores it there, data and all.
  technique: T1530
fix: >-
  aws redshift modify-cluster --encrypted --kms-key-id KEY; it moves the data by itself (Terraform: encrypted = true,
  kms_key_id).
equivalent: ["prowler:redshift_cluster_encrypted_at_rest"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.encrypted AS passed,
  'The disks and snapshots of ' || COALESCE(c.name, c.arn) || ' are stored in the clear.' AS reason
FROM aws_redshift_cluster c
