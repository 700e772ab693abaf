/*
id: aws.iam.user_is_no_administrator
title: No IAM user is an administrator by itself
severity: critical
subject: aws_iam_user
program: identity-workplace
controls: [A.8.2, A.5.18, "cis-aws:2.14"]
why: >-
  This user may do everything in the account, with a password or keys that last for ever. One mistake with them, and
  there is nothing left to stop it.
attack:
  text: >-
    The user's access key leaks from a build log; the attacker makes users of their own, switches off the logs and
    copies every bucket.
  technique: T1078.004
fix: >-
  Detach the policy that allows everything; give people the administrator's role through Identity Center for as long as
  they need it, and programs a role with what they do. Keep at most one sealed user for emergencies, as an exception.
equivalent:
  - prowler:iam_user_administrator_access_policy
  - prowler:iam_inline_policy_no_administrative_privileges
*/
SELECT
  u.arn AS subject,
  TRUE AS applies,
  none_of(SELECT p.allows_everything FROM aws_iam_user_policy p WHERE p.user_arn = u.arn) AS passed,
  'The user ' || u.name || ' may do everything, by the policy ' || COALESCE(
    first_of(SELECT p.policy_name FROM aws_iam_user_policy p WHERE p.user_arn = u.arn AND p.allows_everything), ''
  ) || '.' AS reason
FROM aws_iam_user u
