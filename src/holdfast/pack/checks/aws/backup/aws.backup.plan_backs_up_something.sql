/*
id: aws.backup.plan_backs_up_something
title: Backup plans back up something
severity: medium
subject: aws_backup_plan
program: cloud-infrastructure
controls: [A.8.13/taken]
why: A plan that selects nothing looks like backups and is none. People rely on it until they need it.
attack:
  text: The attacker destroys a database, and the plan that everyone believed in never took a copy of it.
  technique: T1485
fix: >-
  Console: Backup plans, Assign resources, by tag so that new resources are covered (Terraform: aws_backup_selection
  with selection_tag).
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.selections > 0 AS passed,
  'The plan ' || COALESCE(p.name, p.arn) || ' has no selection of resources, so it backs up nothing.' AS reason
FROM aws_backup_plan p
