/*
id: aws.iam.policy_assumes_named_roles
title: Policies let roles be assumed by name, not any role
severity: high
subject: aws_iam_policy
program: identity-workplace
controls: [A.5.15, A.5.18]
why: >-
  Whoever holds this policy may take on every role, in every account, whose trust policy names this account. What they
  can do is then decided by roles that somebody else made.
attack:
  text: >-
    From one broken service the attacker steps into every role that trusts the account, until one of them is an
    administrator.
  technique: T1548.005
fix: >-
  In the statement with sts:AssumeRole, name the roles as Resource (arn:aws:iam::ACCOUNT:role/NAME).
equivalent: ["prowler:iam_no_custom_policy_permissive_role_assumption"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT
      s.effect = 'Allow'
      AND LOWER(s.action) IN ('sts:assumerole', 'sts:assume*', 'sts:*', '*')
      AND NOT s.not_action
      AND list_contains(s.resource, '*')
      AND NOT s.not_resource
      AND NOT s.has_condition
    FROM aws_iam_policy_statement s
    WHERE s.policy_arn = p.arn
  ) AS passed,
  'The policy ' || p.name || ' lets its holders assume any role that trusts this account.' AS reason
FROM aws_iam_policy p
