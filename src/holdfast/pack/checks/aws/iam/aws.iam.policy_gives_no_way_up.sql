/*
id: aws.iam.policy_gives_no_way_up
title: Policies do not let their holders make themselves administrators
severity: high
subject: aws_iam_policy
program: identity-workplace
controls: [A.8.2, A.5.3, A.5.18]
why: >-
  With one of these actions on every resource, whoever holds the policy can give themselves any right: attach the
  administrator's policy, write a new version of their own, or take over another user's keys.
attack:
  text: >-
    A support user who may "only" attach policies attaches AdministratorAccess to itself; from then on it may do
    everything.
  technique: T1098.003
fix: >-
  Take the action out, or name as Resource only users, roles and policies that stand below the holder. Where a team
  must make its own roles, allow it only under the condition iam:PermissionsBoundary with a boundary of yours.
equivalent: ["prowler:iam_policy_allows_privilege_escalation"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT
      s.effect = 'Allow'
      AND LOWER(s.action) IN (
        'iam:*', 'iam:create*', 'iam:put*', 'iam:attach*', 'iam:update*', 'iam:set*', 'iam:add*',
        'iam:attachuserpolicy', 'iam:attachgrouppolicy', 'iam:attachrolepolicy',
        'iam:putuserpolicy', 'iam:putgrouppolicy', 'iam:putrolepolicy',
        'iam:createpolicyversion', 'iam:setdefaultpolicyversion',
        'iam:createaccesskey', 'iam:createloginprofile', 'iam:updateloginprofile',
        'iam:addusertogroup', 'iam:updateassumerolepolicy'
      )
      AND NOT s.not_action
      AND list_contains(s.resource, '*')
      AND NOT s.not_resource
      AND NOT list_contains(s.condition_keys, 'iam:permissionsboundary')
    FROM aws_iam_policy_statement s
    WHERE s.policy_arn = p.arn
  ) AS passed,
  'The policy ' || p.name || ' allows ' || COALESCE(
    first_of(
      SELECT s.action
      FROM aws_iam_policy_statement s
      WHERE
        s.policy_arn = p.arn
        AND s.effect = 'Allow'
        AND LOWER(s.action) LIKE 'iam:%'
        AND list_contains(s.resource, '*')
        AND NOT s.not_action
    ),
    'changes of rights'
  ) || ' on every resource: its holders can give themselves any right.' AS reason
FROM aws_iam_policy p
