/*
id: aws.iam.user_keys_rotated
title: Access keys are changed within 90 days
severity: medium
subject: aws_iam_user
program: identity-workplace
controls: [A.5.17/rotated, "cis-aws:2.12"]
why: >-
  An access key works for ever, from everywhere, for whoever holds a copy. The older it is, the more laptops, logs and
  former colleagues have one.
attack:
  text: >-
    A key from a backup of a laptop that was sold two years ago still opens the account.
  technique: T1078.004
fix: >-
  Best: replace the key by a role (for programs on AWS, for CI through OIDC, for people through Identity Center). Else
  make a second key, change it over, deactivate the old one for a day, and delete it.
equivalent: ["prowler:iam_rotate_access_key_90_days"]
*/
SELECT
  u.arn AS subject,
  any_of(SELECT k.active FROM aws_iam_access_key k WHERE k.user_arn = u.arn) AS applies,
  none_of(
    SELECT k.active AND k.created_at < CURRENT_TIMESTAMP - INTERVAL 90 DAY
    FROM aws_iam_access_key k
    WHERE k.user_arn = u.arn
  ) AS passed,
  'The access key ' || COALESCE(
    first_of(
      SELECT k.access_key_id || ' is active since ' || CAST(CAST(k.created_at AS DATE) AS VARCHAR)
      FROM aws_iam_access_key k
      WHERE k.user_arn = u.arn AND k.active AND k.created_at < CURRENT_TIMESTAMP - INTERVAL 90 DAY
    ),
    'is old'
  ) || '.' AS reason
FROM aws_iam_user u
