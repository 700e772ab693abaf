/*
id: aws.ec2.launch_template_gives_no_public_ip
title: Launch templates give no public addresses
severity: high
subject: aws_ec2_launch_template
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22]
why: >-
  Each instance that starts from this stands on the internet by itself, beside the load balancer and its logs.
attack:
  text: A scanner finds the instance's own address and speaks to it past everything that should stand before it.
  technique: T1190
fix: >-
  Start in private subnets without a public address (Terraform: aws_launch_template, network_interfaces,
  associate_public_ip_address = false).
equivalent: ["prowler:ec2_launch_template_no_public_ip"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT v.public_ip = 'yes' FROM aws_ec2_launch_template_version v WHERE v.launch_template_arn = t.arn
  ) AS passed,
  'What starts from ' || COALESCE(t.name, t.arn) || ' gets a public address.' AS reason
FROM aws_ec2_launch_template t
