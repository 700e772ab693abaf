/*
id: aws.elbv2.load_balancer_speaks_current_tls
title: Load balancers speak TLS 1.2 and newer only
severity: medium
subject: aws_elbv2_load_balancer
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.8.24, A.8.21]
why: >-
  This load balancer still speaks TLS 1.0 or 1.1, which have known weaknesses and which no current browser needs.
attack:
  text: >-
    Somebody between your customer and you makes both sides fall back to the oldest version that they share, and attacks
    that.
  technique: T1557
fix: >-
  Set the listener's security policy to ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09 or another without 1-0 and 1-1 in
  its name (Terraform: aws_lb_listener, ssl_policy). Look first, in the access logs, whether a partner's old client
  still needs more.
equivalent: ["prowler:elbv2_insecure_ssl_ciphers"]
*/
SELECT
  b.arn AS subject,
  any_of(SELECT l.ssl_policy <> '' FROM aws_elbv2_listener l WHERE l.load_balancer_arn = b.arn) AS applies,
  none_of(
    SELECT list_contains(l.tls_protocols, 'TLSv1') OR list_contains(l.tls_protocols, 'TLSv1.1')
    FROM aws_elbv2_listener l
    WHERE l.load_balancer_arn = b.arn
  ) AS passed,
  'Its listener has the policy ' || COALESCE(
    first_of(
      SELECT l.ssl_policy
      FROM aws_elbv2_listener l
      WHERE
        l.load_balancer_arn = b.arn
        AND (list_contains(l.tls_protocols, 'TLSv1') OR list_contains(l.tls_protocols, 'TLSv1.1'))
    ),
    '(unknown)'
  ) || ', which still speaks TLS 1.0 or 1.1.' AS reason
FROM aws_elbv2_load_balancer b
