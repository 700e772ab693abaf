/*
id: aws.elb.load_balancer_serves_no_plain_http
title: Classic load balancers serve nothing unencrypted
severity: high
subject: aws_elb_load_balancer
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14, A.8.21]
why: >-
  Your customers' passwords and sessions can reach this load balancer unencrypted. A classic load balancer cannot
  redirect by itself.
attack:
  text: Somebody on a shared network keeps a customer's connection on plain HTTP and reads the session cookie.
  technique: T1557
fix: >-
  Move to an application load balancer, which can redirect (Terraform: aws_lb); until then, remove the HTTP and TCP
  listeners, or have the application redirect and record an exception.
equivalent: ["prowler:elb_ssl_listeners"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  every_of(SELECT l.protocol IN ('HTTPS', 'SSL') FROM aws_elb_listener l WHERE l.load_balancer_arn = b.arn) AS passed,
  'It listens with ' || COALESCE(
    first_of(
      SELECT l.protocol || ' on port ' || CAST(l.port AS VARCHAR)
      FROM aws_elb_listener l
      WHERE l.load_balancer_arn = b.arn AND l.protocol NOT IN ('HTTPS', 'SSL')
    ),
    'something else than TLS'
  ) || '.' AS reason
FROM aws_elb_load_balancer b
