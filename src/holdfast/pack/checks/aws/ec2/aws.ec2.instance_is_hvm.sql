/*
id: aws.ec2.instance_is_hvm
title: Instances run on hardware virtualization
severity: medium
subject: aws_ec2_instance
program: cloud-infrastructure
controls: [A.8.8, A.8.19]
why: >-
  A paravirtual image runs on the oldest hosts only, without what newer ones do against attacks between neighbours.
attack:
  text: A published flaw of old virtualization lets a neighbour on the same host read memory.
  technique: T1211
fix: >-
  Move to a current instance type with an HVM image (Terraform: aws_instance, ami).
equivalent: ["prowler:ec2_instance_paravirtual_type"]
*/
SELECT
  i.arn AS subject,
  i.state NOT IN ('terminated', 'shutting-down') AS applies,
  i.virtualization = 'hvm' AS passed,
  COALESCE(i.name, i.arn) || ' is ' || i.virtualization || '.' AS reason
FROM aws_ec2_instance i
