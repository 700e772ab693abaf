/*
id: aws.elbv2.load_balancer_drops_invalid_headers
title: Load balancers drop malformed headers
severity: medium
subject: aws_elbv2_load_balancer
program: cloud-infrastructure
controls: [A.8.9, A.8.21]
why: >-
  Headers that break the standard are passed on. Two programs that read the same odd header differently are how request
  smuggling begins.
attack:
  text: >-
    Somebody hides a second request inside a header that your application reads in its own way, and has it answered with
    the next customer's session.
  technique: T1190
fix: >-
  Console: the load balancer's Attributes, Drop invalid header fields (Terraform: aws_lb, drop_invalid_header_fields =
  true). Try it in staging: names with an underscore are dropped too.
equivalent: ["prowler:elbv2_alb_drop_invalid_header_fields_enabled"]
*/
SELECT
  b.arn AS subject,
  b.type = 'application' AS applies,
  b.drops_invalid_headers AS passed,
  COALESCE(b.name, b.arn) || ' passes malformed headers on.' AS reason
FROM aws_elbv2_load_balancer b
