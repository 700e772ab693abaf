/*
id: aws.dynamodb.table_recoverable
title: DynamoDB tables can be brought back to any moment of the last weeks
severity: medium
subject: aws_dynamodb_table
program: cloud-infrastructure
controls: [A.8.13/taken, A.8.13/restorable]
why: >-
  A faulty release or a wrong command can spoil a table in seconds. With point-in-time recovery you get back the table
  as it was one second before; without it, the last backup that somebody made, if any.
attack:
  text: An intruder who can write deletes or garbles every item; there is no earlier state to go back to.
  technique: T1485
fix: >-
  Turn on point-in-time recovery: console, the table's Backups (Terraform: aws_dynamodb_table, point_in_time_recovery {
  enabled = true }). Then try a restore once a year: a backup that was never restored is a hope.
equivalent: ["prowler:dynamodb_tables_pitr_enabled"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  t.recoverable AS passed,
  'Point-in-time recovery is off.' AS reason
FROM aws_dynamodb_table t
