/*
id: aws.iam.user_console_has_mfa
title: Whoever signs in with a password shows a second factor
severity: high
subject: aws_iam_user
program: identity-workplace
controls: [A.8.5/mfa, A.5.17, "cis-aws:2.10"]
why: >-
  This user signs in to the console with a password alone. A password that was used elsewhere, typed into a false page
  or seen over a shoulder is then enough.
attack:
  text: >-
    Passwords from another site's leak are tried on your sign-in page; this one fits, and the attacker is in with all
    that the user may do.
  technique: T1110.004
fix: >-
  Let the person sign in through Identity Center instead, and delete the password (aws iam delete-login-profile). Until
  then, have them add a passkey: IAM, Users, Security credentials, Assign MFA device.
equivalent: ["prowler:iam_user_mfa_enabled_console_access"]
exposure: internet
*/
SELECT
  u.arn AS subject,
  u.has_password AS applies,
  any_of(SELECT d.kind <> 'sms' FROM aws_iam_mfa_device d WHERE d.user_arn = u.arn) AS passed,
  'The user ' || u.name || ' signs in with a password and no second factor'
  || COALESCE(first_of(SELECT ' but text messages' FROM aws_iam_mfa_device d WHERE d.user_arn = u.arn), '')
  || '.' AS reason
FROM aws_iam_user u
