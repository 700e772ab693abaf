/*
id: aws.iam.policy_does_not_allow_everything
title: No policy in use grants everything on everything
severity: high
subject: aws_iam_policy
program: identity-workplace
controls: [A.8.2, A.5.15, A.5.18, "cis-aws:2.14"]
why: >-
  This policy of your own is a second AdministratorAccess under another name. It is easily attached once more, and a
  review that looks for administrators by name does not see it.
attack:
  text: >-
    An attacker with the right to attach policies attaches this one to themselves: its harmless name raises no alarm.
  technique: T1098.003
fix: >-
  List what its holders have used (IAM, Access Advisor), write that into a new version, and set it as the default. If it
  really is for administrators, detach it and use AWS's AdministratorAccess, so that everyone sees what it is.
equivalent: ["prowler:iam_customer_attached_policy_no_administrative_privileges"]
*/
SELECT
  p.arn AS subject,
  p.attachments > 0 AS applies,
  none_of(
    SELECT
      s.effect = 'Allow'
      AND s.action IN ('*', '*:*')
      AND NOT s.not_action
      AND list_contains(s.resource, '*')
      AND NOT s.not_resource
      AND NOT s.has_condition
    FROM aws_iam_policy_statement s
    WHERE s.policy_arn = p.arn
  ) AS passed,
  'The policy ' || p.name || ' allows every action on every resource, and is attached '
  || CAST(p.attachments AS VARCHAR) || ' times.' AS reason
FROM aws_iam_policy p
