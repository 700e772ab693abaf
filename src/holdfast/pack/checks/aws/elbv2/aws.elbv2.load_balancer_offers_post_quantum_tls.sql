/*
id: aws.elbv2.load_balancer_offers_post_quantum_tls
title: Load balancers offer key agreement that outlasts quantum computers
severity: low
subject: aws_elbv2_load_balancer
program: cloud-infrastructure
controls: [A.8.24]
why: >-
  Traffic that is recorded today can be read once quantum computers are large enough. Data that must stay secret for ten
  years needs the new key agreement now.
attack:
  text: Somebody who can record your traffic keeps it, and waits.
  technique: T1040
fix: >-
  Choose a security policy with PQ in its name, such as ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09 (Terraform:
  aws_lb_listener, ssl_policy). Clients that do not know it go on as before.
equivalent: ["prowler:elbv2_listener_pqc_tls_enabled"]
*/
SELECT
  b.arn AS subject,
  any_of(SELECT l.ssl_policy <> '' FROM aws_elbv2_listener l WHERE l.load_balancer_arn = b.arn) AS applies,
  every_of(
    SELECT l.ssl_policy = '' OR l.ssl_policy LIKE '%-PQ-%' FROM aws_elbv2_listener l WHERE l.load_balancer_arn = b.arn
  ) AS passed,
  'Its listener''s policy ' || COALESCE(
    first_of(
      SELECT l.ssl_policy
      FROM aws_elbv2_listener l
      WHERE l.load_balancer_arn = b.arn AND l.ssl_policy <> '' AND l.ssl_policy NOT LIKE '%-PQ-%'
    ),
    '(unknown)'
  ) || ' offers no post-quantum key agreement.' AS reason
FROM aws_elbv2_load_balancer b
