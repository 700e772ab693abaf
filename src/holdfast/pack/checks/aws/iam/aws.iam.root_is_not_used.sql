/*
id: aws.iam.root_is_not_used
title: The root user is not used for daily work
severity: high
subject: aws_account
program: identity-workplace
controls: [A.8.2, A.5.15, "cis-aws:2.7"]
why: >-
  Very few tasks need the root user. Whoever works as root leaves no name in the logs, and one slip has no limit.
attack:
  text: >-
    In an account where root signs in every week, one more sign-in at night raises no question; where it signs in once
    a year, it wakes somebody up.
  technique: T1078.004
fix: >-
  Find out who signed in and for what (CloudTrail, userIdentity.type Root), and give that task a role. If it was on
  purpose (closing an account, changing the support plan), write down why; a week later this passes again.
equivalent: ["prowler:iam_avoid_root_usage"]
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  NOT (
    (r.password_used AND r.password_last_used_at > CURRENT_TIMESTAMP - INTERVAL 7 DAY)
    OR (r.key_1_used AND r.key_1_last_used_at > CURRENT_TIMESTAMP - INTERVAL 7 DAY)
    OR (r.key_2_used AND r.key_2_last_used_at > CURRENT_TIMESTAMP - INTERVAL 7 DAY)
  ) AS passed,
  'The root user was used on ' || CAST(
    CAST(
      GREATEST(
        COALESCE(r.password_last_used_at, TIMESTAMP '1970-01-01'),
        COALESCE(r.key_1_last_used_at, TIMESTAMP '1970-01-01'),
        COALESCE(r.key_2_last_used_at, TIMESTAMP '1970-01-01')
      ) AS DATE
    ) AS VARCHAR
  ) || '.' AS reason
FROM aws_account a
LEFT JOIN aws_iam_root_credential r ON r.account_arn = a.arn
