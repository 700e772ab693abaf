/*
id: aws.backup.plan_keeps_a_month
title: Backup plans keep copies for a month or more
severity: low
subject: aws_backup_plan
program: cloud-infrastructure
controls: [A.8.13/taken]
why: >-
  Intruders stay unnoticed for weeks. The last copy from before they came should still be there when they are found.
attack:
  text: The attacker changes data quietly and waits until every copy that is left holds the change.
  technique: T1490
fix: >-
  Set the retention of one rule to 30 days or more (Terraform: rule { lifecycle { delete_after } }).
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  any_of(SELECT r.delete_after_days >= 30 OR r.delete_after_days = 0 FROM aws_backup_plan_rule r WHERE r.plan_arn = p.arn) AS passed,
  'No rule of ' || COALESCE(p.name, p.arn) || ' keeps its copies for 30 days.' AS reason
FROM aws_backup_plan p
