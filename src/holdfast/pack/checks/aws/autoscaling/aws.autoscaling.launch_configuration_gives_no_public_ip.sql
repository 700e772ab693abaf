/*
id: aws.autoscaling.launch_configuration_gives_no_public_ip
title: Launch configurations give no public addresses
severity: high
subject: aws_autoscaling_launch_configuration
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22]
why: >-
  Each instance of the group stands on the internet by itself, beside the load balancer and its logs.
attack:
  text: A scanner finds the instance's own address and speaks to it past everything that should stand before it.
  technique: T1190
fix: >-
  Start in private subnets, from a launch template without a public address (Terraform: aws_launch_template,
  network_interfaces, associate_public_ip_address = false).
equivalent: ["prowler:autoscaling_group_launch_configuration_no_public_ip"]
*/
SELECT
  l.arn AS subject,
  TRUE AS applies,
  l.public_ip <> 'yes' AS passed,
  'What starts from ' || COALESCE(l.name, l.arn) || ' gets a public address.' AS reason
FROM aws_autoscaling_launch_configuration l
