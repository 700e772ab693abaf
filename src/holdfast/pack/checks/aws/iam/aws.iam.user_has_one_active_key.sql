/*
id: aws.iam.user_has_one_active_key
title: Users have one active access key, not two
severity: low
subject: aws_iam_user
program: identity-workplace
controls: [A.5.17/rotated]
why: >-
  The second key is there for changing the first one over. Where both stay active, nobody knows which one is in use, so
  neither is ever removed.
attack:
  text: >-
    An attacker who gets in makes a second key for a user that exists. Where two are normal, it stays for months.
  technique: T1098.001
fix: >-
  See in IAM, Users, Security credentials which key was used last; deactivate the other, and delete it a week later.
equivalent: ["prowler:iam_user_two_active_access_key"]
*/
SELECT
  u.arn AS subject,
  any_of(SELECT k.active FROM aws_iam_access_key k WHERE k.user_arn = u.arn) AS applies,
  none_of(
    SELECT one.active AND other.active
    FROM aws_iam_access_key one
    JOIN aws_iam_access_key other ON other.user_arn = one.user_arn AND other.access_key_id > one.access_key_id
    WHERE one.user_arn = u.arn
  ) AS passed,
  'The user ' || u.name || ' has two active access keys.' AS reason
FROM aws_iam_user u
