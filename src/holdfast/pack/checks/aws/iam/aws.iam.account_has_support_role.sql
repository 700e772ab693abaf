/*
id: aws.iam.account_has_support_role
title: A role exists for working with AWS Support
severity: low
subject: aws_account
program: detection-response
controls: [A.5.24, "cis-aws:2.15"]
why: >-
  In an incident somebody has to talk to AWS Support at once. Without a role for it, that person signs in as root or
  waits for somebody who may.
attack:
  text: >-
    While the team looks for a person who may open a case, the attacker has the hours that AWS could have spared you.
  technique: T1078.004
fix: >-
  Make a role for those who answer incidents, and attach AWS's policy AWSSupportAccess to it.
equivalent: ["prowler:iam_support_role_created"]
reads: {aws_iam_role_policy: account}
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT p.policy_name = 'AWSSupportAccess' AND p.is_aws_managed
    FROM aws_iam_role_policy p
    WHERE p.account_id = a.account_id
  ) AS passed,
  'No role of account ' || a.account_id || ' holds AWSSupportAccess.' AS reason
FROM aws_account a
