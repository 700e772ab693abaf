/*
id: aws.iam.user_keys_used
title: Access keys that nobody uses are switched off
severity: medium
subject: aws_iam_user
program: identity-workplace
controls: [A.5.18, A.5.17/rotated, "cis-aws:2.11"]
why: >-
  A key that nothing has used for 45 days opens doors for nobody but a thief, and no work would stop without it.
attack:
  text: >-
    The forgotten key of a finished project is found on an old server. Nobody notices its use, because nobody knew that
    it was there.
  technique: T1078.004
fix: >-
  Deactivate the key (aws iam update-access-key --status Inactive), wait a week for complaints, then delete it.
equivalent: ["prowler:iam_user_accesskey_unused"]
*/
SELECT
  u.arn AS subject,
  any_of(SELECT k.active FROM aws_iam_access_key k WHERE k.user_arn = u.arn) AS applies,
  none_of(
    SELECT
      k.active
      AND k.created_at < CURRENT_TIMESTAMP - INTERVAL 45 DAY
      AND (NOT k.used OR k.last_used_at < CURRENT_TIMESTAMP - INTERVAL 45 DAY)
    FROM aws_iam_access_key k
    WHERE k.user_arn = u.arn
  ) AS passed,
  'The active access key ' || COALESCE(
    first_of(
      SELECT
        k.access_key_id
        || COALESCE(' was last used on ' || CAST(CAST(k.last_used_at AS DATE) AS VARCHAR), ' was never used')
      FROM aws_iam_access_key k
      WHERE
        k.user_arn = u.arn
        AND k.active
        AND k.created_at < CURRENT_TIMESTAMP - INTERVAL 45 DAY
        AND (NOT k.used OR k.last_used_at < CURRENT_TIMESTAMP - INTERVAL 45 DAY)
    ),
    'is not used'
  ) || '.' AS reason
FROM aws_iam_user u
