/*
id: aws.dynamodb.table_deletion_protected
title: DynamoDB tables refuse to be deleted
severity: medium
subject: aws_dynamodb_table
program: cloud-infrastructure
controls: [A.8.13/restorable, A.8.32]
why: >-
  One wrong line in a Terraform plan, or one command in the wrong account, deletes a table with everything in it.
  Deletion protection makes that two deliberate steps.
attack:
  text: A script with a stolen key deletes every table of the region in one loop.
  technique: T1485
fix: >-
  Turn on deletion protection: console, the table's Additional settings (Terraform: aws_dynamodb_table,
  deletion_protection_enabled = true). It costs nothing and changes nothing for the application.
equivalent: ["prowler:dynamodb_table_deletion_protection_enabled"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  t.deletion_protected AS passed,
  'The table can be deleted in one step.' AS reason
FROM aws_dynamodb_table t
