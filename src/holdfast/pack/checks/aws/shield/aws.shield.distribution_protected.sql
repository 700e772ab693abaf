/*
id: aws.shield.distribution_protected
title: Distributions are protected by the Shield Advanced that is paid for
severity: medium
subject: aws_cloudfront_distribution
program: cloud-infrastructure
controls: [A.8.21, A.8.20/perimeter, A.5.30]
why: >-
  You pay for Shield Advanced, but this distribution is not named in it: AWS's responders do not look after it, and a
  flood's costs are yours.
attack:
  text: A flood of requests runs up the bill of the edge, and reaches the origin for what is not cached.
  technique: T1498
fix: >-
  Console: WAF & Shield, Protected resources, Add (Terraform: aws_shield_protection, resource_arn).
equivalent: ["prowler:shield_advanced_protection_in_cloudfront_distributions"]
reads: {aws_shield_subscription: account, aws_shield_protection: account}
*/
SELECT
  d.arn AS subject,
  d.enabled
  AND any_of(SELECT s.is_subscribed FROM aws_shield_subscription s WHERE s.account_id = d.account_id) AS applies,
  any_of(
    SELECT p.protected_arn = d.arn FROM aws_shield_protection p WHERE p.account_id = d.account_id
  ) AS passed,
  'Shield Advanced does not protect ' || COALESCE(d.name, d.arn) || '.' AS reason
FROM aws_cloudfront_distribution d
