/*
id: aws.iam.root_has_mfa
title: The root user signs in with a second factor
severity: critical
subject: aws_account
program: identity-workplace
controls: [A.8.5/mfa, A.8.2, A.5.17, "cis-aws:2.5"]
why: >-
  The root user can do everything in the account and nothing can stop it, no policy and no administrator. With a
  password alone, whoever reads its mailbox owns the account.
attack:
  text: >-
    Somebody who got into the mailbox resets the root password, signs in, removes every other administrator and asks
    for money to give the account back.
  technique: T1078.004
fix: >-
  Sign in as root, open Security credentials, and assign two passkeys or hardware keys, kept in two places. Where the
  account is in an organization, remove the root user's credentials altogether (IAM, Root access management).
equivalent: ["prowler:iam_root_mfa_enabled"]
exposure: internet
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  s.root_has_mfa AS passed,
  'The root user of account ' || a.account_id || ' has no second factor.' AS reason
FROM aws_account a
LEFT JOIN aws_iam_account_summary s ON s.account_arn = a.arn
