/*
id: aws.ec2.security_group_no_ssh_from_internet
title: Security groups keep SSH from the internet
severity: high
subject: aws_ec2_security_group
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22, "cis-aws:6.3", "cis-aws:6.4"]
why: >-
  Anyone in the world may knock at the SSH port of whatever this group guards, today or when it is next attached. SSH
  is for the few who administer; they can come another way.
attack:
  text: >-
    Scanners find the port within minutes of its opening. From then on passwords and stolen keys are tried day and
    night, and the next flaw in the SSH server is used on the day it is known.
  technique: T1110
fix: >-
  Remove the rule and reach instances through Session Manager, which needs no open port. If SSH must stay, name the
  office's or the VPN's own range as source. In Terraform: cidr_ipv4 of aws_vpc_security_group_ingress_rule.
equivalent: ["prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', '-1')
      AND r.from_port <= 22 AND r.to_port >= 22
    FROM aws_ec2_security_group_rule r
    WHERE r.security_group_arn = g.arn
  ) AS passed,
  'The rule "' || first_of(
    SELECT r.rule
    FROM aws_ec2_security_group_rule r
    WHERE r.security_group_arn = g.arn
      AND r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', '-1')
      AND r.from_port <= 22 AND r.to_port >= 22
  ) || '" lets the whole internet reach SSH (port 22).' AS reason
FROM aws_ec2_security_group g
