/*
id: aws.iam.role_runs_no_code_as_a_stronger_role
title: Roles cannot run code of their own with a stronger role
severity: high
subject: aws_iam_role
program: identity-workplace
controls: [A.8.2, A.5.15, A.5.18]
why: >-
  A role that may hand any role to a service, and start its own code there, has that role's rights: a function, a
  machine or a job is all it takes.
attack:
  text: >-
    With the role's credentials the attacker starts a function that runs with the administrator's role, and has it make
    an administrator's key.
  technique: T1548.005
fix: >-
  In the statement with iam:PassRole, name the roles as Resource, and as condition iam:PassedToService the service that
  they are for. Name none that may do everything.
equivalent:
  - prowler:iam_policy_allows_privilege_escalation
  - prowler:iam_inline_policy_allows_privilege_escalation
*/
SELECT
  r.arn AS subject,
  NOT r.is_service_linked AND none_of(
    SELECT w.open FROM aws_iam_role_way w WHERE w.role_arn = r.arn AND w.family = 'everything'
  ) AS applies,
  none_of(SELECT w.open FROM aws_iam_role_way w WHERE w.role_arn = r.arn AND w.family = 'code') AS passed,
  'The role ' || r.name || COALESCE(
    first_of(
      SELECT ' may ' || array_to_string(w.rights, ' and ') || ', by ' || array_to_string(w.policies, ', ')
      FROM aws_iam_role_way w
      WHERE w.role_arn = r.arn AND w.family = 'code' AND w.open
    ),
    ' has a way up that hangs on conditions or on what is beyond IAM'
  ) || '.' AS reason
FROM aws_iam_role r
