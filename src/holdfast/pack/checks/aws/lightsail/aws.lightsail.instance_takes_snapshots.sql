/*
id: aws.lightsail.instance_takes_snapshots
title: Lightsail instances are backed up each day
severity: medium
subject: aws_lightsail_instance
program: cloud-infrastructure
controls: [A.8.13/taken, A.5.30]
why: >-
  What stands on this instance exists once.
attack:
  text: Somebody encrypts the disk and asks for money.
  technique: T1486
fix: >-
  Turn on automatic snapshots: the instance's Snapshots tab (Terraform: aws_lightsail_instance, add_on { type =
  "AutoSnapshot", status = "Enabled" }).
equivalent: ["prowler:lightsail_instance_automated_snapshots"]
*/
SELECT
  i.arn AS subject,
  TRUE AS applies,
  i.takes_snapshots AS passed,
  'No snapshots are taken of ' || COALESCE(i.name, i.arn) || '.' AS reason
FROM aws_lightsail_instance i
