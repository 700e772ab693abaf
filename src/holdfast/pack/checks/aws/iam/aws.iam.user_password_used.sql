/*
id: aws.iam.user_password_used
title: Passwords that nobody uses are removed
severity: medium
subject: aws_iam_user
program: identity-workplace
controls: [A.5.18, A.5.16, "cis-aws:2.11"]
why: >-
  This user has not signed in for 45 days. Perhaps the person left, perhaps they work through Identity Center now; the
  password stays open for whoever guesses or knows it.
attack:
  text: >-
    A former colleague's user still works half a year later, with the password that is still in their browser.
  technique: T1078.004
fix: >-
  Ask the owner; then delete the password (aws iam delete-login-profile --user-name ...), or the user.
equivalent: ["prowler:iam_user_console_access_unused"]
*/
SELECT
  u.arn AS subject,
  u.has_password AS applies,
  NOT (
    (r.password_used AND r.password_last_used_at < CURRENT_TIMESTAMP - INTERVAL 45 DAY)
    OR (NOT r.password_used AND r.password_last_changed_at < CURRENT_TIMESTAMP - INTERVAL 45 DAY)
  ) AS passed,
  'The user ' || u.name || ' ' || COALESCE(
    'last signed in on ' || CAST(CAST(r.password_last_used_at AS DATE) AS VARCHAR),
    'never signed in since the password was set on ' || CAST(CAST(r.password_last_changed_at AS DATE) AS VARCHAR),
    'does not sign in'
  ) || '.' AS reason
FROM aws_iam_user u
LEFT JOIN aws_iam_credential_report r ON r.user_arn = u.arn
