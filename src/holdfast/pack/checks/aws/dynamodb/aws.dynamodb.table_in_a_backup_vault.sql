/*
id: aws.dynamodb.table_in_a_backup_vault
title: DynamoDB tables are copied into a backup vault
severity: low
subject: aws_dynamodb_table
program: cloud-infrastructure
controls: [A.8.13/taken, A.8.13/restorable]
why: >-
  Recovery to a point in time ends with the table. A copy in a vault of its own stays, even after an attacker with
  your rights.
attack:
  text: >-
    With a stolen administrator's key the attacker deletes the data, and its own backups go with it. Copies in a
    locked vault would have stayed.
  technique: T1490
fix: >-
  Tag the table so that a backup plan selects it (Terraform: aws_backup_selection), with a locked vault as the target.
equivalent: ["prowler:dynamodb_table_protected_by_backup_plan"]
reads: {aws_backup_region: region, aws_backup_protected_resource: region}
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT p.resource_arn = t.arn
    FROM aws_backup_protected_resource p
    WHERE p.account_id = t.account_id AND p.region = t.region
  )
  OR any_of(SELECT NOT r.lists_protected FROM aws_backup_region r WHERE r.account_id = t.account_id AND r.region = t.region) AS passed,
  'AWS Backup keeps no copy of ' || COALESCE(t.name, t.arn) || '.' AS reason
FROM aws_dynamodb_table t
