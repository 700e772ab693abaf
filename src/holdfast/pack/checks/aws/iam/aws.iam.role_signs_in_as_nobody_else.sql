/*
id: aws.iam.role_signs_in_as_nobody_else
title: Roles cannot make passwords or keys for stronger users
severity: high
subject: aws_iam_role
program: identity-workplace
controls: [A.8.2, A.5.15, A.5.18]
why: >-
  A role that may make an access key or a password for an administrator can be that administrator, and the logs will
  name the administrator.
attack:
  text: >-
    With the role's credentials the attacker makes an access key for a user who may do everything, and comes back with
    it whenever they like.
  technique: T1098.001
fix: >-
  Name as Resource only the holder itself (arn:aws:iam::*:user/${aws:username}), or users without rights. Better
  still, have no users: sign people in through Identity Center.
equivalent:
  - prowler:iam_policy_allows_privilege_escalation
  - prowler:iam_inline_policy_allows_privilege_escalation
*/
SELECT
  r.arn AS subject,
  NOT r.is_service_linked AND none_of(
    SELECT w.open FROM aws_iam_role_way w WHERE w.role_arn = r.arn AND w.family = 'everything'
  ) AS applies,
  none_of(SELECT w.open FROM aws_iam_role_way w WHERE w.role_arn = r.arn AND w.family = 'users') AS passed,
  'The role ' || r.name || COALESCE(
    first_of(
      SELECT ' may ' || array_to_string(w.rights, ' and ') || ', by ' || array_to_string(w.policies, ', ')
      FROM aws_iam_role_way w
      WHERE w.role_arn = r.arn AND w.family = 'users' AND w.open
    ),
    ' has a way up that hangs on conditions or on what is beyond IAM'
  ) || '.' AS reason
FROM aws_iam_role r
