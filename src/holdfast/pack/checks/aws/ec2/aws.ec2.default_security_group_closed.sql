/*
id: aws.ec2.default_security_group_closed
title: Every VPC's default security group lets nothing through
severity: medium
subject: aws_ec2_security_group
program: cloud-infrastructure
controls: [A.8.22/segregated, A.8.9, "cis-aws:6.5"]
why: >-
  Whatever is started without a group of its own lands in the default group. If that group lets its members talk to
  each other and to the world, a forgotten argument becomes an open network.
attack:
  text: >-
    Having taken one machine in the default group, the attacker reaches all others in it, and carries data out without
    any rule in the way.
  technique: T1021
fix: >-
  Remove all inbound and outbound rules of the group (in Terraform: an aws_default_security_group without ingress and
  egress blocks), after giving what uses it a group of its own.
equivalent: ["prowler:ec2_securitygroup_default_restrict_traffic"]
*/
SELECT
  g.arn AS subject,
  g.is_default AS applies,
  none_of(
    SELECT r.security_group_arn = g.arn
    FROM aws_ec2_security_group_rule r
    WHERE r.security_group_arn = g.arn
  ) AS passed,
  'The default group of ' || COALESCE(g.vpc_id, 'its VPC') || ' has the rule "' || first_of(
    SELECT r.rule
    FROM aws_ec2_security_group_rule r
    WHERE r.security_group_arn = g.arn
  ) || '".' AS reason
FROM aws_ec2_security_group g
