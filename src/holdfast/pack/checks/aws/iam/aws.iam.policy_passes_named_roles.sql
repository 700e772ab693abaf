/*
id: aws.iam.policy_passes_named_roles
title: Policies let roles be passed by name, not any role
severity: high
subject: aws_iam_policy
program: identity-workplace
controls: [A.8.2, A.5.15]
why: >-
  iam:PassRole on every role means: whoever holds this policy can start something that runs with any role, also the
  administrator's.
attack:
  text: >-
    A developer's stolen key starts a function with the administrator's role, and calls it.
  technique: T1548.005
fix: >-
  In the statement with iam:PassRole, name the roles as Resource, and add the condition iam:PassedToService with the
  service that they are for (for example ecs-tasks.amazonaws.com).
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT
      s.effect = 'Allow'
      AND LOWER(s.action) IN ('iam:passrole', 'iam:pass*', 'iam:*')
      AND NOT s.not_action
      AND list_contains(s.resource, '*')
      AND NOT s.not_resource
      AND NOT list_contains(s.condition_keys, 'iam:passedtoservice')
      AND NOT list_contains(s.condition_keys, 'iam:resourcetag')
    FROM aws_iam_policy_statement s
    WHERE s.policy_arn = p.arn
  ) AS passed,
  'The policy ' || p.name || ' lets its holders pass any role to any service.' AS reason
FROM aws_iam_policy p
