/*
id: aws.kms.key_rotates
title: KMS keys rotate by themselves
severity: medium
subject: aws_kms_key
program: cloud-infrastructure
controls: [A.8.24/keys, "cis-aws:4.6"]
why: >-
  A key that never changes protects ever more data with the same material. Rotation limits what one leaked copy could
  ever open, and costs nothing: nobody has to encrypt anything anew, because KMS keeps the older material for reading.
attack:
  text: Whoever once gets at the key's material can read all data that was ever encrypted with it, last year's and next year's.
  technique: T1552
fix: >-
  Turn on automatic rotation: aws kms enable-key-rotation --key-id KEY (Terraform: aws_kms_key, enable_key_rotation =
  true). Applications notice nothing.
equivalent: ["prowler:kms_cmk_rotation_enabled"]
*/
SELECT
  k.arn AS subject,
  k.manager = 'CUSTOMER' AND k.can_rotate AND k.enabled AND NOT k.is_being_deleted AS applies,
  k.rotates AS passed,
  'The key ' || COALESCE(k.name, k.key_id, '') || ' has kept the same material since it was created'
  || COALESCE(' on ' || CAST(CAST(k.created_at AS DATE) AS VARCHAR), '') || '.' AS reason
FROM aws_kms_key k
