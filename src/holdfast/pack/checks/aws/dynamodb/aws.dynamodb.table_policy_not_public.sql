/*
id: aws.dynamodb.table_policy_not_public
title: No DynamoDB table's policy lets the whole world in
severity: critical
subject: aws_dynamodb_table
program: cloud-infrastructure
controls: [A.8.3, A.5.15]
why: >-
  The table's resource policy allows everyone. Nothing else stands between its items and anybody with an AWS account.
attack:
  text: >-
    A stranger scans the whole table from an account of their own, page after page, and you pay for the reading.
  technique: T1530
fix: >-
  Name the roles that need the table as the principal, or remove the policy (aws dynamodb delete-resource-policy): IAM
  alone is enough inside one account.
exposure: internet
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_dynamodb_table_policy_statement s WHERE s.table_arn = t.arn) AS passed,
  'The table''s policy allows everyone to do '
  || COALESCE(
    first_of(
      SELECT
        CASE WHEN s.not_action THEN 'all but ' ELSE '' END || s.action
        || CASE WHEN s.sid = '' THEN '' ELSE ' (statement ' || s.sid || ')' END
      FROM aws_dynamodb_table_policy_statement s
      WHERE s.table_arn = t.arn AND s.is_public
    ),
    'what only you should'
  )
  || '.' AS reason
FROM aws_dynamodb_table t
