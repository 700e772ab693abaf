/*
id: aws.autoscaling.group_replaces_what_the_balancer_finds_ill
title: Auto Scaling groups replace what their load balancer finds ill
severity: low
subject: aws_autoscaling_group
program: cloud-infrastructure
controls: [A.8.14, A.5.30]
why: >-
  An instance whose program hangs stays: the machine itself is well, and nobody asks the load balancer.
attack:
  text: A flood hangs one instance after the other, and none of them is replaced.
  technique: T1499
fix: >-
  Turn on ELB health checks (Terraform: aws_autoscaling_group, health_check_type = "ELB").
equivalent: ["prowler:autoscaling_group_elb_health_check_enabled"]
*/
SELECT
  g.arn AS subject,
  g.behind_load_balancer AS applies,
  g.checks_with_load_balancer AS passed,
  COALESCE(g.name, g.arn) || ' does not ask its load balancer.' AS reason
FROM aws_autoscaling_group g
