/*
id: aws.shield.load_balancer_protected
title: Public load balancers are protected by the Shield Advanced that is paid for
severity: medium
subject: aws_elbv2_load_balancer
program: cloud-infrastructure
controls: [A.8.21, A.8.20/perimeter, A.5.30]
why: >-
  You pay for Shield Advanced, but this load balancer is not named in it: AWS's responders do not look after it, and a
  flood's costs are yours.
attack:
  text: A flood of requests keeps customers out for as long as somebody pays for it.
  technique: T1498
fix: >-
  Console: WAF & Shield, Protected resources, Add (Terraform: aws_shield_protection, resource_arn).
equivalent: ["prowler:shield_advanced_protection_in_internet_facing_load_balancers"]
reads: {aws_shield_subscription: account, aws_shield_protection: account}
*/
SELECT
  b.arn AS subject,
  b.is_internet_facing
  AND b.type = 'application'
  AND any_of(SELECT s.is_subscribed FROM aws_shield_subscription s WHERE s.account_id = b.account_id) AS applies,
  any_of(
    SELECT p.protected_arn = b.arn FROM aws_shield_protection p WHERE p.account_id = b.account_id
  ) AS passed,
  'Shield Advanced does not protect ' || COALESCE(b.name, b.arn) || '.' AS reason
FROM aws_elbv2_load_balancer b
