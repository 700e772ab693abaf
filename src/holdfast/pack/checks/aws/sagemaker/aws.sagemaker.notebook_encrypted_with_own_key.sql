/*
id: aws.sagemaker.notebook_encrypted_with_own_key
title: Disks of notebooks are under a key of our own
severity: medium
subject: aws_sagemaker_notebook_instance
program: cloud-infrastructure
controls: [A.8.24/at-rest, A.8.24/keys]
why: Samples of customers' data stay on the disk long after the question was answered.
attack:
  text: Whoever gets hold of the disk reads samples that nobody remembers.
  technique: T1530
fix: >-
  The key is chosen when the instance is made (Terraform: kms_key_id).
equivalent: ["prowler:sagemaker_notebook_instance_encryption_enabled"]
*/
SELECT
  n.arn AS subject,
  TRUE AS applies,
  n.kms_key <> '' AS passed,
  'The disk of ' || COALESCE(n.name, n.arn) || ' is under no key of ours.' AS reason
FROM aws_sagemaker_notebook_instance n
