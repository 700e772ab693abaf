/*
id: aws.elb.load_balancer_spans_zones
title: Classic load balancers stand in more than one zone
severity: medium
subject: aws_elb_load_balancer
program: cloud-infrastructure
controls: [A.8.14, A.5.30]
why: >-
  If this one zone fails, nobody reaches the service, however many copies of it run elsewhere.
attack:
  text: It takes no attacker; a fire, a cut cable or a failed update of one zone is enough.
  technique: T1499
fix: >-
  Attach subnets in other zones (Terraform: aws_elb, subnets) and turn on cross_zone_load_balancing; better, move to
  an application load balancer.
equivalent: ["prowler:elb_is_in_multiple_az"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  b.zones >= 2 AS passed,
  COALESCE(b.name, b.arn) || ' stands in one zone only.' AS reason
FROM aws_elb_load_balancer b
