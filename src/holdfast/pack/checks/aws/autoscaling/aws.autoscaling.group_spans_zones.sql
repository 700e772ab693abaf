/*
id: aws.autoscaling.group_spans_zones
title: Auto Scaling groups start instances in more than one zone
severity: medium
subject: aws_autoscaling_group
program: cloud-infrastructure
controls: [A.8.14, A.5.30]
why: >-
  If this one zone fails, the group cannot start its instances anywhere else.
attack:
  text: It takes no attacker; a fire, a cut cable or a failed update of one zone is enough.
  technique: T1499
fix: >-
  Add subnets in other zones (Terraform: aws_autoscaling_group, vpc_zone_identifier).
equivalent: ["prowler:autoscaling_group_multiple_az"]
*/
SELECT
  g.arn AS subject,
  g.maximum >= 2 AS applies,
  g.zones >= 2 AS passed,
  COALESCE(g.name, g.arn) || ' uses one zone only.' AS reason
FROM aws_autoscaling_group g
