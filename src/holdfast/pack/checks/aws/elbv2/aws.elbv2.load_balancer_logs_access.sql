/*
id: aws.elbv2.load_balancer_logs_access
title: Load balancers log each request
severity: medium
subject: aws_elbv2_load_balancer
program: detection-response
controls: [A.8.15/recorded, A.8.16, "cis-aws:4.10"]
why: >-
  After an incident nobody can say who asked for what: which customers' data was fetched, from where, and since when.
attack:
  text: Somebody pulls records one by one through your own application, and no line of it is left to count them.
  technique: T1562.008
fix: >-
  Console: the load balancer's Attributes, Access logs, to a bucket that lets the load balancers' service write
  (Terraform: aws_lb, access_logs with enabled = true).
equivalent: ["prowler:elbv2_logging_enabled"]
*/
-- A network load balancer logs requests over TLS only, and a gateway none at all.
SELECT
  b.arn AS subject,
  b.type = 'application'
  OR (
    b.type = 'network'
    AND any_of(SELECT l.protocol = 'TLS' FROM aws_elbv2_listener l WHERE l.load_balancer_arn = b.arn)
  ) AS applies,
  b.logs_access AS passed,
  'Requests to ' || COALESCE(b.name, b.arn) || ' are not logged.' AS reason
FROM aws_elbv2_load_balancer b
