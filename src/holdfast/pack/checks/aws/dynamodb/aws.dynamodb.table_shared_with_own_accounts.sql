/*
id: aws.dynamodb.table_shared_with_own_accounts
title: DynamoDB tables are shared with own accounts only
severity: high
subject: aws_dynamodb_table
program: cloud-infrastructure
controls: [A.8.12, A.5.14]
why: >-
  Another company, or somebody who left, may read this table. Sharing should be on purpose, known and ended in time.
attack:
  text: A partner's account is broken into, and the attacker follows its rights into your table.
  technique: T1537
fix: >-
  If a partner is meant, record an exception with the contract behind it and name a role of theirs, not the whole
  account. For an account of your own that is not collected yet, add it to holdfast.yaml, or use the condition
  aws:PrincipalOrgID.
equivalent: ["prowler:dynamodb_table_cross_account_access"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT
      s.is_public
      OR (
        s.effect = 'Allow'
        AND s.principal_account <> ''
        AND NOT any_of(SELECT own.account_id = s.principal_account FROM aws_account own)
        AND NOT list_contains(s.condition_keys, 'aws:principalorgid')
        AND NOT list_contains(s.condition_keys, 'aws:principalorgpaths')
      )
    FROM aws_dynamodb_table_policy_statement s
    WHERE s.table_arn = t.arn
  ) AS passed,
  'The policy of ' || COALESCE(t.name, t.arn) || ' lets in ' || COALESCE(
    first_of(
      SELECT 'the account ' || s.principal_account
      FROM aws_dynamodb_table_policy_statement s
      WHERE
        s.table_arn = t.arn
        AND s.effect = 'Allow'
        AND s.principal_account <> ''
        AND NOT any_of(SELECT own.account_id = s.principal_account FROM aws_account own)
    ),
    'another account'
  ) || ', which is none of ours.' AS reason
FROM aws_dynamodb_table t
