/*
id: aws.autoscaling.launch_configuration_requires_imdsv2
title: Launch configurations ask for IMDSv2
severity: high
subject: aws_autoscaling_launch_configuration
program: cloud-infrastructure
controls: [A.8.9, A.5.17, A.8.20, "cis-aws:6.7"]
why: >-
  Each instance that starts from this hands its AWS credentials to a single web request.
attack:
  text: Through a flaw that fetches an address of the attacker's choice, they get the role's keys and use them from outside.
  technique: T1552.005
fix: >-
  Move the group to a launch template with metadata_options { http_tokens = "required" } (Terraform:
  aws_launch_template); a launch configuration cannot be changed.
equivalent: ["prowler:autoscaling_group_launch_configuration_requires_imdsv2"]
*/
SELECT
  l.arn AS subject,
  TRUE AS applies,
  l.metadata_tokens = 'required' OR l.metadata_endpoint = 'disabled' AS passed,
  'What starts from ' || COALESCE(l.name, l.arn) || ' answers metadata requests without a token.' AS reason
FROM aws_autoscaling_launch_configuration l
