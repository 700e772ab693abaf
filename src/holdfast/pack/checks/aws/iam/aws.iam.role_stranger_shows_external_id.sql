/*
id: aws.iam.role_stranger_shows_external_id
title: A partner's account must show an external id
severity: high
subject: aws_iam_role
program: identity-workplace
controls: [A.5.15, A.8.3]
why: >-
  This role trusts an account that is none of yours. A partner who serves many customers from one account can be
  tricked by one of them into using your role, unless it asks for an id that the partner keeps for you alone.
attack:
  text: >-
    Another customer of the same monitoring service enters your role's name as their own, and sees your data in their
    dashboard.
  technique: T1199
fix: >-
  Ask the partner for the external id that they use for you, and put it into the trust policy:
  Condition, StringEquals, sts:ExternalId. For an account of your own that is not collected yet, add it to
  holdfast.yaml, or use the condition aws:PrincipalOrgID.
*/
SELECT
  r.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT
      s.effect = 'Allow'
      AND s.principal_type = 'AWS'
      AND s.principal_account <> ''
      AND NOT any_of(SELECT a.account_id = s.principal_account FROM aws_account a)
      AND NOT list_contains(s.condition_keys, 'sts:externalid')
      AND NOT list_contains(s.condition_keys, 'aws:principalorgid')
      AND NOT list_contains(s.condition_keys, 'aws:principalorgpaths')
    FROM aws_iam_role_trust_statement s
    WHERE s.role_arn = r.arn
  ) AS passed,
  'The role ' || r.name || ' trusts ' || COALESCE(
    first_of(
      SELECT 'the account ' || s.principal_account
      FROM aws_iam_role_trust_statement s
      WHERE
        s.role_arn = r.arn
        AND s.effect = 'Allow'
        AND s.principal_account <> ''
        AND NOT any_of(SELECT a.account_id = s.principal_account FROM aws_account a)
        AND NOT list_contains(s.condition_keys, 'sts:externalid')
    ),
    'another account'
  ) || ', which is none of ours, without an external id.' AS reason
FROM aws_iam_role r
