/*
id: aws.backup.plan_copies_elsewhere
title: Backup plans keep copies elsewhere
severity: medium
subject: aws_backup_plan
program: cloud-infrastructure
controls: [A.8.13/restorable, A.5.30]
why: Whoever takes over the account takes its backups too; and a region that is lost takes them along.
attack:
  text: With an administrator's key of the account the attacker deletes the data and, next to it, every copy.
  technique: T1490
fix: >-
  Add a copy action to the rule, to a locked vault in an account of its own (Terraform: rule { copy_action {
  destination_vault_arn } }).
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  any_of(SELECT r.copies_elsewhere FROM aws_backup_plan_rule r WHERE r.plan_arn = p.arn) AS passed,
  'All copies of ' || COALESCE(p.name, p.arn) || ' stay in the account and region of the data.' AS reason
FROM aws_backup_plan p
