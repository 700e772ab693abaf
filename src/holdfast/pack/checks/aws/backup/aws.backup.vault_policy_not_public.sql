/*
id: aws.backup.vault_policy_not_public
title: No backup vault's policy lets everyone in
severity: high
subject: aws_backup_vault
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12, "cis-aws:2.21"]
why: >-
  Strangers may copy recovery points into this vault or act on those in it. A vault is the last place where that
  should be so.
attack:
  text: The attacker fills the vault with copies that you pay for, or copies your data out to an account of their own.
  technique: T1537
fix: >-
  Name your accounts as principals, or hold the statement with the condition aws:PrincipalOrgID (Terraform:
  aws_backup_vault_policy).
exposure: internet
*/
SELECT
  v.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_backup_vault_policy_statement s WHERE s.vault_arn = v.arn) AS passed,
  'The policy of ' || COALESCE(v.name, v.arn) || ' allows everyone what only you should do.' AS reason
FROM aws_backup_vault v
