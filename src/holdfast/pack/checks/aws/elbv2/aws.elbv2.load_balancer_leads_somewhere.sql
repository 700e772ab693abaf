/*
id: aws.elbv2.load_balancer_leads_somewhere
title: Load balancers lead somewhere
severity: low
subject: aws_elbv2_load_balancer
program: cloud-infrastructure
controls: [A.8.9, A.5.9]
why: >-
  A load balancer that listens on nothing is forgotten and paid for, and often a DNS name of yours still points to it.
attack:
  text: >-
    It is deleted one day and its name becomes free, while your DNS record stays; or somebody reuses it together with
    the wide security group that it still has.
  technique: T1584.001
fix: >-
  Delete it, after every DNS record that points to it; or add the listener that was forgotten.
equivalent: ["prowler:elbv2_listeners_underneath"]
*/
SELECT
  b.arn AS subject,
  b.type IN ('application', 'network', 'gateway') AS applies,
  any_of(SELECT l.listener_arn <> '' FROM aws_elbv2_listener l WHERE l.load_balancer_arn = b.arn) AS passed,
  COALESCE(b.name, b.arn) || ' listens on nothing.' AS reason
FROM aws_elbv2_load_balancer b
