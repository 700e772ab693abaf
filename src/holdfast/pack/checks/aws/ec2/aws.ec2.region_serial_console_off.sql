/*
id: aws.ec2.region_serial_console_off
title: Serial consoles of instances are off
severity: low
subject: aws_ec2_region_settings
program: cloud-infrastructure
controls: [A.8.18, A.8.2, A.8.20]
why: >-
  The serial console reaches instances past every security group and past the network's logs. It is for the day when
  nothing else works.
attack:
  text: Somebody with stolen rights and one password opens a console that no firewall stands before.
  technique: T1021.008
fix: >-
  aws ec2 disable-serial-console-access (Terraform: aws_ec2_serial_console_access, enabled = false), and turn it on for
  the hour in which it is needed.
*/
SELECT
  s.arn AS subject,
  s.offers_serial_console AS applies,
  NOT s.serial_console AS passed,
  'Serial consoles in ' || s.region || ' can be opened.' AS reason
FROM aws_ec2_region_settings s
