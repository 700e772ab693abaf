/*
id: aws.iam.password_policy_asks_for_length
title: Passwords of IAM users have 14 characters or more
severity: medium
subject: aws_account
program: identity-workplace
controls: [A.5.17, "cis-aws:2.8"]
why: >-
  Length is what makes a password hard to guess. AWS's own default asks for eight characters, which a list of common
  passwords covers well.
attack:
  text: >-
    Somebody tries the thousand most common passwords on each user name that your sign-in page lets them try, slowly
    enough not to be noticed.
  technique: T1110.003
fix: >-
  IAM, Account settings, Password policy: at least 14 characters; or aws_iam_account_password_policy with
  minimum_password_length = 14. Better still, let people sign in through Identity Center and have no passwords here.
equivalent: ["prowler:iam_password_policy_minimum_length_14"]
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  p.is_set AND p.minimum_length >= 14 AS passed,
  CASE
    WHEN p.is_set THEN 'The password policy asks for ' || CAST(p.minimum_length AS VARCHAR) || ' characters.'
    ELSE 'The account sets no password policy, so AWS''s default of 8 characters holds.'
  END AS reason
FROM aws_account a
LEFT JOIN aws_iam_password_policy p ON p.account_arn = a.arn
