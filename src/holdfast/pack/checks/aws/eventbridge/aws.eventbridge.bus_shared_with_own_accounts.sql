/*
id: aws.eventbridge.bus_shared_with_own_accounts
title: Event buses are shared with own accounts only
severity: medium
subject: aws_eventbridge_bus
program: cloud-infrastructure
controls: [A.5.14, A.8.3]
why: >-
  Another company may put events on this bus or make rules on it. Sharing should be on purpose, known and ended in
  time.
attack:
  text: A partner's account is broken into, and the attacker sends events that set off your services.
  technique: T1199
fix: >-
  If a partner is meant, record an exception with the contract behind it and name a role of theirs, not the whole
  account. For an account of your own that is not collected yet, add it to holdfast.yaml, or use the condition
  aws:PrincipalOrgID.
equivalent: ["prowler:eventbridge_bus_cross_account_access"]
*/
SELECT
  b.arn AS subject,
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
    FROM aws_eventbridge_bus_policy_statement s
    WHERE s.bus_arn = b.arn
  ) AS passed,
  'The policy of ' || COALESCE(b.name, b.arn) || ' lets in ' || COALESCE(
    first_of(
      SELECT 'the account ' || s.principal_account
      FROM aws_eventbridge_bus_policy_statement s
      WHERE
        s.bus_arn = b.arn
        AND s.effect = 'Allow'
        AND s.principal_account <> ''
        AND NOT any_of(SELECT own.account_id = s.principal_account FROM aws_account own)
    ),
    'another account'
  ) || ', which is none of ours.' AS reason
FROM aws_eventbridge_bus b
