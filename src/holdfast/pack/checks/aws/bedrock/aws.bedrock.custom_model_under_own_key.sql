/*
id: aws.bedrock.custom_model_under_own_key
title: Models of our own are under a key of our own
severity: medium
subject: aws_bedrock_custom_model
program: cloud-infrastructure
controls: [A.8.24/keys]
why: >-
  A model that was trained on your data holds some of it. A key of yours says who may use it, and can be turned off.
attack:
  text: With a role that may use models, but no key, the attacker asks the model for what it was trained on.
  technique: T1213
fix: >-
  The key is chosen when the model is made: customModelKmsKeyId of create-model-customization-job (Terraform:
  custom_model_kms_key_id).
equivalent: ["prowler:bedrock_custom_model_encrypted_with_cmk"]
*/
SELECT
  m.arn AS subject,
  TRUE AS applies,
  m.kms_key_arn <> '' AS passed,
  'The model ' || COALESCE(m.name, m.arn) || ' is encrypted with a key that only AWS holds.' AS reason
FROM aws_bedrock_custom_model m
