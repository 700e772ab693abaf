/*
id: aws.cloudfront.distribution_has_root_object
title: Distributions say what they answer for the root
severity: low
subject: aws_cloudfront_distribution
program: cloud-infrastructure
controls: [A.8.9]
why: >-
  For / the distribution passes the request on as it is. If the bucket behind it may be listed, visitors see the list of
  all its files.
attack:
  text: Somebody opens the bare address and reads the names of files that no page links to.
  technique: T1619
fix: >-
  Set the default root object, such as index.html (Terraform: aws_cloudfront_distribution, default_root_object).
equivalent: ["prowler:cloudfront_distributions_default_root_object"]
*/
SELECT
  d.arn AS subject,
  d.enabled
  AND any_of(
    SELECT b.path_pattern = '*' AND b.origin_kind = 's3' FROM aws_cloudfront_behavior b WHERE b.distribution_arn = d.arn
  ) AS applies,
  d.default_root_object <> '' AS passed,
  'It has no default root object.' AS reason
FROM aws_cloudfront_distribution d
