/*
id: aws.backup.vault_encrypted_with_own_key
title: Backup vaults use a key of their own
severity: medium
subject: aws_backup_vault
program: cloud-infrastructure
controls: [A.8.24/keys, A.8.24/at-rest]
why: A key of the vault's own says who may read backups, apart from who may read the data itself.
attack:
  text: An attacker who may use the key of one database decrypts all backups with it.
  technique: T1530
fix: >-
  The key is chosen when the vault is made: make a new one with a KMS key (Terraform: kms_key_arn) and direct the
  plans to it.
equivalent: ["prowler:backup_vaults_encrypted"]
*/
SELECT
  v.arn AS subject,
  TRUE AS applies,
  v.kms_key_arn <> '' AS passed,
  'The vault ' || COALESCE(v.name, v.arn) || ' has no key of its own.' AS reason
FROM aws_backup_vault v
