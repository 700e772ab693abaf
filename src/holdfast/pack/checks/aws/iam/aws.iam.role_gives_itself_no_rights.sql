/*
id: aws.iam.role_gives_itself_no_rights
title: Roles cannot give themselves rights
severity: high
subject: aws_iam_role
program: identity-workplace
controls: [A.8.2, A.5.15, A.5.18]
why: >-
  A role that may change its own policies, or those of everybody, has every right of the account already: it only
  has to write them down. All its policies are weighed together, with its boundary and what they deny.
attack:
  text: >-
    The attacker who holds the role's credentials attaches the administrator's policy to it, or writes a new version of
    a policy that it holds, and goes on with every right.
  technique: T1098.003
fix: >-
  Take the actions that the reason names out of its policies, or name as Resource what stands below it. Where it must
  make roles for others, allow that only under the condition iam:PermissionsBoundary with a boundary of yours.
equivalent:
  - prowler:iam_policy_allows_privilege_escalation
  - prowler:iam_inline_policy_allows_privilege_escalation
*/
SELECT
  r.arn AS subject,
  NOT r.is_service_linked AND none_of(
    SELECT w.open FROM aws_iam_role_way w WHERE w.role_arn = r.arn AND w.family = 'everything'
  ) AS applies,
  none_of(SELECT w.open FROM aws_iam_role_way w WHERE w.role_arn = r.arn AND w.family = 'itself') AS passed,
  'The role ' || r.name || COALESCE(
    first_of(
      SELECT ' may ' || array_to_string(w.rights, ' and ') || ', by ' || array_to_string(w.policies, ', ')
      FROM aws_iam_role_way w
      WHERE w.role_arn = r.arn AND w.family = 'itself' AND w.open
    ),
    ' has a way up that hangs on conditions or on what is beyond IAM'
  ) || '.' AS reason
FROM aws_iam_role r
