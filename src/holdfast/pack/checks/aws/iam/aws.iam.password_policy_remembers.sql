/*
id: aws.iam.password_policy_remembers
title: IAM users cannot go back to an old password
severity: low
subject: aws_account
program: identity-workplace
controls: [A.5.17, "cis-aws:2.9"]
why: >-
  After a leak everybody is asked for a new password. Where the old one may be taken again, some will take it, and the
  leak goes on.
attack:
  text: >-
    An attacker keeps the passwords of a leak from two years ago and tries them again after each change.
  technique: T1110.004
fix: >-
  IAM, Account settings, Password policy: prevent reuse of 24 passwords; or aws_iam_account_password_policy with
  password_reuse_prevention = 24.
equivalent: ["prowler:iam_password_policy_reuse_24"]
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  p.is_set AND p.remembered >= 24 AS passed,
  CASE
    WHEN p.is_set THEN 'The password policy remembers ' || CAST(p.remembered AS VARCHAR) || ' earlier passwords.'
    ELSE 'The account sets no password policy, so no earlier password is remembered.'
  END AS reason
FROM aws_account a
LEFT JOIN aws_iam_password_policy p ON p.account_arn = a.arn
