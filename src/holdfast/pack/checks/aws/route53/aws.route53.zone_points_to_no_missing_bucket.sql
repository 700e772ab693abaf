/*
id: aws.route53.zone_points_to_no_missing_bucket
title: No name points to a website of a bucket that is gone
severity: high
subject: aws_route53_zone
program: cloud-infrastructure
controls: [A.8.9, A.8.21, A.5.9]
why: >-
  A name of yours points to the website of a bucket that none of your accounts has. Whoever creates a bucket of that
  name shows what they like under your name.
attack:
  text: >-
    Somebody creates the bucket, serves a sign-in page from it, and collects your customers' passwords; cookies that you
    set for the whole domain come along by themselves.
  technique: T1584.001
fix: >-
  Delete the record (Terraform: aws_route53_record), before anybody creates the bucket.
exposure: internet
*/
-- The bucket behind a website has the same name as the record.
SELECT
  z.arn AS subject,
  NOT z.is_private AS applies,
  none_of(
    SELECT r.points_to LIKE '%s3-website%amazonaws.com' AND b.arn IS NULL
    FROM aws_route53_record r
    LEFT JOIN aws_s3_bucket b ON b.arn = 'arn:aws:s3:::' || r.name
    WHERE r.zone_arn = z.arn
  ) AS passed,
  'No account has the bucket of ' || COALESCE(
    first_of(
      SELECT r.name
      FROM aws_route53_record r
      LEFT JOIN aws_s3_bucket b ON b.arn = 'arn:aws:s3:::' || r.name
      WHERE r.zone_arn = z.arn AND r.points_to LIKE '%s3-website%amazonaws.com' AND b.arn IS NULL
    ),
    '(unknown)'
  ) || '.' AS reason
FROM aws_route53_zone z
