/*
id: aws.sso.permission_set_is_no_administrator
title: Permission sets allow what people need, not everything
severity: medium
subject: aws_sso_permission_set
program: identity-workplace
controls: [A.8.2, A.5.18]
why: >-
  Whoever is given an account with this permission set owns the account: nothing there is held back from them, or from
  whoever sits at their unlocked screen.
attack:
  text: >-
    The attacker takes over one session in the browser of an administrator, and has every account that the person was
    given.
  technique: T1078.004
fix: >-
  Make sets for what people do (a job function's policy, or your own), and keep one for administrators that few are
  given, for the time that they need it. Record that one as an exception with who may be given it.
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  NOT s.allows_everything AS passed,
  'The permission set ' || s.name || ' allows everything.' AS reason
FROM aws_sso_permission_set s
