/*
id: aws.ec2.security_group_not_from_wizard
title: Security groups are not what the launch wizard left
severity: low
subject: aws_ec2_security_group
program: cloud-infrastructure
controls: [A.8.9, A.8.20]
why: >-
  The wizard opens SSH to the world unless somebody looks, and its groups' names say nothing about what they are for.
attack:
  text: What the wizard opened once is still open years later, because nobody dares to touch a group of that name.
  technique: T1133
fix: >-
  Make a group with a name and the rules that are needed (Terraform: aws_security_group), put it on the instances, and
  delete the wizard's.
equivalent: ["prowler:ec2_securitygroup_from_launch_wizard"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.group_name NOT LIKE 'launch-wizard-%' AS passed,
  'The group ' || COALESCE(g.group_name, g.arn) || ' was made by the launch wizard.' AS reason
FROM aws_ec2_security_group g
