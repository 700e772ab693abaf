/*
id: aws.ecr.repository_shared_with_own_accounts
title: Image repositories are shared with own accounts only
severity: medium
subject: aws_ecr_repository
program: cloud-infrastructure
controls: [A.8.12, A.5.14]
why: Another company may pull, or even push, the images that run your services.
attack:
  text: A partner's account is broken into, and the attacker pulls your image and reads the code and secrets in it.
  technique: T1525
fix: >-
  If a partner is meant, record an exception with the contract behind it and name a role of theirs, not the whole
  account. For an account of your own that is not collected yet, add it to holdfast.yaml, or use the condition
  aws:PrincipalOrgID.
*/
SELECT
  r.arn AS subject,
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
    FROM aws_ecr_repository_policy_statement s
    WHERE s.repository_arn = r.arn
  ) AS passed,
  'The policy of ' || COALESCE(r.name, r.arn) || ' lets in ' || COALESCE(
    first_of(
      SELECT 'the account ' || s.principal_account
      FROM aws_ecr_repository_policy_statement s
      WHERE
        s.repository_arn = r.arn
        AND s.effect = 'Allow'
        AND s.principal_account <> ''
        AND NOT any_of(SELECT own.account_id = s.principal_account FROM aws_account own)
    ),
    'another account'
  ) || ', which is none of ours.' AS reason
FROM aws_ecr_repository r
