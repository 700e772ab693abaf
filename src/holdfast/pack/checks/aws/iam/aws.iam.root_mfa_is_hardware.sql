/*
id: aws.iam.root_mfa_is_hardware
title: The root user's second factor cannot be copied
severity: high
subject: aws_account
program: identity-workplace
controls: [A.8.5/mfa, A.8.2, "cis-aws:2.6"]
why: >-
  The seed of an app's codes can be copied when it is set up, from a backup of the phone or from a screenshot of the
  picture. A security key cannot be copied, and gives nothing to a faked sign-in page.
attack:
  text: >-
    A page that looks like AWS's asks the one who holds the root password for the code in the app, and uses it within
    the same half minute.
  technique: T1556.006
fix: >-
  Sign in as root, open Security credentials, add two passkeys or FIDO2 security keys, try them, and remove the
  authenticator app.
equivalent: ["prowler:iam_root_hardware_mfa_enabled"]
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  s.root_has_mfa
  AND none_of(SELECT d.serial <> '' FROM aws_iam_root_mfa_device d WHERE d.account_arn = a.arn) AS passed,
  CASE
    WHEN s.root_has_mfa THEN 'The root user''s second factor is an app on a phone: ' || COALESCE(
      first_of(SELECT d.serial FROM aws_iam_root_mfa_device d WHERE d.account_arn = a.arn), ''
    ) || '.'
    ELSE 'The root user of account ' || a.account_id || ' has no second factor at all.'
  END AS reason
FROM aws_account a
LEFT JOIN aws_iam_account_summary s ON s.account_arn = a.arn
