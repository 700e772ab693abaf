/*
id: aws.elb.load_balancer_defends_against_smuggling
title: Classic load balancers refuse ambiguous requests
severity: medium
subject: aws_elb_load_balancer
program: cloud-infrastructure
controls: [A.8.9, A.8.21]
why: >-
  This load balancer only watches requests whose length can be read in two ways, instead of refusing them.
attack:
  text: >-
    Such a request is one for the load balancer and two for the application behind it; the second one rides on another
    customer's connection.
  technique: T1190
fix: >-
  Set the desync mitigation mode to defensive or strictest (Terraform: aws_elb, desync_mitigation_mode).
equivalent: ["prowler:elb_desync_mitigation_mode"]
*/
SELECT
  b.arn AS subject,
  any_of(SELECT l.protocol IN ('HTTP', 'HTTPS') FROM aws_elb_listener l WHERE l.load_balancer_arn = b.arn) AS applies,
  b.desync_mode IN ('defensive', 'strictest') AS passed,
  'The desync mitigation mode of ' || COALESCE(b.name, b.arn) || ' is ' || b.desync_mode || '.' AS reason
FROM aws_elb_load_balancer b
