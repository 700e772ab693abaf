/*
id: aws.iam.role_enters_nothing_stronger
title: Roles cannot change or enter what runs with a stronger role
severity: medium
subject: aws_iam_role
program: identity-workplace
controls: [A.8.2, A.5.15, A.5.18]
why: >-
  A function, a machine or a stack runs here with a role that may do everything. A role that may change its code or open a
  shell on it needs no iam:PassRole: the role has been handed over already.
attack:
  text: >-
    With the role's credentials the attacker replaces the code of a function that runs as administrator, and waits for
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
  r.arn AS subject,
  NOT r.is_service_linked AND none_of(
    SELECT w.open FROM aws_iam_role_way w WHERE w.role_arn = r.arn AND w.family = 'everything'
  ) AS applies,
  none_of(SELECT w.open FROM aws_iam_role_way w WHERE w.role_arn = r.arn AND w.family = 'running') AS passed,
  'The role ' || r.name || COALESCE(
    first_of(
      SELECT ' may ' || array_to_string(w.rights, ' and ') || ', by ' || array_to_string(w.policies, ', ')
      FROM aws_iam_role_way w
      WHERE w.role_arn = r.arn AND w.family = 'running' AND w.open
    ),
    ' has a way up that hangs on conditions or on what is beyond IAM'
  ) || '.' AS reason
FROM aws_iam_role r
