/*
id: aws.shield.zone_protected
title: Public zones are protected by the Shield Advanced that is paid for
severity: medium
subject: aws_route53_zone
program: cloud-infrastructure
controls: [A.8.21, A.8.20/perimeter, A.5.30]
why: >-
  You pay for Shield Advanced, but this zone is not named in it: AWS's responders do not look after it, and a flood's
  costs are yours.
attack:
  text: A flood of queries for your zone makes every name in it vanish.
  technique: T1498
fix: >-
  Console: WAF & Shield, Protected resources, Add (Terraform: aws_shield_protection, resource_arn).
equivalent: ["prowler:shield_advanced_protection_in_route53_hosted_zones"]
reads: {aws_shield_subscription: account, aws_shield_protection: account}
*/
SELECT
  z.arn AS subject,
  NOT z.is_private
  AND any_of(SELECT s.is_subscribed FROM aws_shield_subscription s WHERE s.account_id = z.account_id) AS applies,
  any_of(
    SELECT p.protected_arn = z.arn FROM aws_shield_protection p WHERE p.account_id = z.account_id
  ) AS passed,
  'Shield Advanced does not protect ' || COALESCE(z.name, z.arn) || '.' AS reason
FROM aws_route53_zone z
