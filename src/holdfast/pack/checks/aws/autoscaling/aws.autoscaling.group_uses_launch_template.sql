/*
id: aws.autoscaling.group_uses_launch_template
title: Auto Scaling groups start from launch templates
severity: medium
subject: aws_autoscaling_group
program: cloud-infrastructure
controls: [A.8.9, A.8.19]
why: >-
  Launch configurations take no new settings: newer instances and newer safeguards cannot be had in them.
attack:
  text: The group keeps starting instances as they were thought safe years ago.
  technique: T1552.005
fix: >-
  Copy the launch configuration to a template and set it on the group (Terraform: aws_launch_template, and
  launch_template in aws_autoscaling_group).
equivalent: ["prowler:autoscaling_group_using_ec2_launch_template"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.launch_configuration = '' AS passed,
  COALESCE(g.name, g.arn) || ' still starts from the launch configuration ' || g.launch_configuration || '.' AS reason
FROM aws_autoscaling_group g
