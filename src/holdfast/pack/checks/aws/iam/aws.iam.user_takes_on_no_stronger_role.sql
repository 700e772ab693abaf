/*
id: aws.iam.user_takes_on_no_stronger_role
title: Users cannot take on a role that may do everything
severity: high
subject: aws_iam_user
program: identity-workplace
controls: [A.8.2, A.5.15, A.5.18]
why: >-
  A user that may take on an administrator's role, or may rewrite who is let in to it, is an administrator by a detour.
  Whoever reads its own policies does not see it.
attack:
  text: >-
    The attacker lists the roles, sees that one with every right trusts the whole account, and takes it on with
    the user's credentials.
  technique: T1078.004
fix: >-
  In the strong role's trust policy name who may take it on, and ask for a second factor; take iam:UpdateAssumeRolePolicy
  and sts:AssumeRole on every role out of the policies that the reason names. Record an exception where it is meant.
equivalent:
  - prowler:iam_policy_allows_privilege_escalation
  - prowler:iam_inline_policy_allows_privilege_escalation
*/
SELECT
  u.arn AS subject,
  none_of(
    SELECT w.open FROM aws_iam_user_way w WHERE w.user_arn = u.arn AND w.family = 'everything'
  ) AS applies,
  none_of(SELECT w.open FROM aws_iam_user_way w WHERE w.user_arn = u.arn AND w.family = 'roles') AS passed,
  'The user ' || u.name || COALESCE(
    first_of(
      SELECT ' may ' || array_to_string(w.rights, ' and ') || ', by ' || array_to_string(w.policies, ', ')
      FROM aws_iam_user_way w
      WHERE w.user_arn = u.arn AND w.family = 'roles' AND w.open
    ),
    ' has a way up that hangs on conditions or on what is beyond IAM'
  ) || '.' AS reason
FROM aws_iam_user u
