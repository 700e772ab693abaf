/*
id: aws.elbv2.load_balancer_behind_firewall
title: Public application load balancers stand behind a web application firewall
severity: medium
subject: aws_elbv2_load_balancer
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.21, A.8.16]
why: >-
  Whatever the internet sends reaches the application itself: the known attacks of the day, and floods from a few
  addresses, which a firewall would have stopped at the door.
attack:
  text: >-
    A scanner tries the newest published flaw on every address that it finds, within hours, before the application is
    patched.
  technique: T1190
fix: >-
  Associate a web ACL with AWS's managed rules and a rate limit (Terraform: aws_wafv2_web_acl_association). If only
  CloudFront may reach this load balancer, let its security group say so and record an exception.
equivalent: ["prowler:elbv2_waf_acl_attached"]
*/
SELECT
  b.arn AS subject,
  b.type = 'application' AND b.is_internet_facing AS applies,
  b.web_acl_arn <> '' AS passed,
  'No web ACL stands before ' || COALESCE(b.name, b.arn) || '.' AS reason
FROM aws_elbv2_load_balancer b
