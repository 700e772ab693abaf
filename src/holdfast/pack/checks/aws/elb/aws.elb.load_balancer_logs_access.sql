/*
id: aws.elb.load_balancer_logs_access
title: Classic load balancers log each request
severity: medium
subject: aws_elb_load_balancer
program: detection-response
controls: [A.8.15/recorded, A.8.16]
why: >-
  After an incident nobody can say who asked for what, from where, and since when.
attack:
  text: Somebody pulls records one by one through your own application, and no line of it is left to count them.
  technique: T1562.008
fix: >-
  Console: the load balancer's Attributes, Access logs, to a bucket that lets the load balancers' service write
  (Terraform: aws_elb, access_logs).
equivalent: ["prowler:elb_logging_enabled"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  b.logs_access AS passed,
  'Requests to ' || COALESCE(b.name, b.arn) || ' are not logged.' AS reason
FROM aws_elb_load_balancer b
