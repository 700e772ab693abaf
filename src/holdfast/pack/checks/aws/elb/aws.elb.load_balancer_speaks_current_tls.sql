/*
id: aws.elb.load_balancer_speaks_current_tls
title: Classic load balancers speak TLS 1.2 only
severity: medium
subject: aws_elb_load_balancer
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.8.24, A.8.21]
why: >-
  This load balancer still speaks versions of TLS that have known weaknesses and that no current browser needs.
attack:
  text: Somebody between your customer and you makes both fall back to the oldest version they share, and attacks that.
  technique: T1557
fix: >-
  Set the listener's policy to ELBSecurityPolicy-TLS-1-2-2017-01 (Terraform: aws_load_balancer_listener_policy), or
  better move to an application load balancer, which speaks TLS 1.3.
equivalent: ["prowler:elb_insecure_ssl_ciphers"]
*/
SELECT
  b.arn AS subject,
  any_of(SELECT l.protocol IN ('HTTPS', 'SSL') FROM aws_elb_listener l WHERE l.load_balancer_arn = b.arn) AS applies,
  none_of(
    SELECT
      list_contains(l.tls_protocols, 'TLSv1')
      OR list_contains(l.tls_protocols, 'TLSv1.1')
      OR list_contains(l.tls_protocols, 'SSLv3')
    FROM aws_elb_listener l
    WHERE l.load_balancer_arn = b.arn
  ) AS passed,
  'A listener still speaks TLS 1.1 or older.' AS reason
FROM aws_elb_load_balancer b
