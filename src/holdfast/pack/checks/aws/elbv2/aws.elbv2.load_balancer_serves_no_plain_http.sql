/*
id: aws.elbv2.load_balancer_serves_no_plain_http
title: Load balancers answer plain HTTP with a redirect only
severity: high
subject: aws_elbv2_load_balancer
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14, A.8.21]
why: >-
  Your customers' passwords and sessions can reach this load balancer unencrypted, and it will serve them.
attack:
  text: >-
    On a shared network, somebody sits between a customer and you, keeps the connection on plain HTTP, and reads the
    session cookie.
  technique: T1557
fix: >-
  Console: the listener of port 80, set every rule's action to Redirect to HTTPS 443, 301 (Terraform: aws_lb_listener,
  default_action with type = "redirect", and the same for each aws_lb_listener_rule).
equivalent: ["prowler:elbv2_ssl_listeners"]
*/
SELECT
  b.arn AS subject,
  b.type = 'application' AS applies,
  none_of(SELECT l.serves_plain_http FROM aws_elbv2_listener l WHERE l.load_balancer_arn = b.arn) AS passed,
  'The listener of port ' || COALESCE(
    first_of(
      SELECT CAST(l.port AS VARCHAR)
      FROM aws_elbv2_listener l
      WHERE l.load_balancer_arn = b.arn AND l.serves_plain_http
    ),
    '(unknown)'
  ) || ' serves plain HTTP.' AS reason
FROM aws_elbv2_load_balancer b
