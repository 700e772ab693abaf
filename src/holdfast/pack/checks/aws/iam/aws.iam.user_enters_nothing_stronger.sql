/*
id: aws.iam.user_enters_nothing_stronger
title: Users cannot change or enter what runs with a stronger role
severity: medium
subject: aws_iam_user
program: identity-workplace
controls: [A.8.2, A.5.15, A.5.18]
why: >-
  A function, a machine or a stack runs here with a role that may do everything. A user that may change its code or open a
  shell on it needs no iam:PassRole: the role has been handed over already.
attack:
  text: >-
    With the user's credentials the attacker replaces the code of a function that runs as administrator, and waits for
    its next call.
  technique: T1525
fix: >-
  Take the right to do everything from the role that runs there; and name as Resource the functions, machines and stacks
  that are the holder's own.
equivalent:
  - prowler:iam_policy_allows_privilege_escalation
  - prowler:iam_inline_policy_allows_privilege_escalation
*/
SELECT
  u.arn AS subject,
  none_of(
    SELECT w.open FROM aws_iam_user_way w WHERE w.user_arn = u.arn AND w.family = 'everything'
  ) AS applies,
  none_of(SELECT w.open FROM aws_iam_user_way w WHERE w.user_arn = u.arn AND w.family = 'running') AS passed,
  'The user ' || u.name || COALESCE(
    first_of(
      SELECT ' may ' || array_to_string(w.rights, ' and ') || ', by ' || array_to_string(w.policies, ', ')
      FROM aws_iam_user_way w
      WHERE w.user_arn = u.arn AND w.family = 'running' AND w.open
    ),
    ' has a way up that hangs on conditions or on what is beyond IAM'
  ) || '.' AS reason
FROM aws_iam_user u
