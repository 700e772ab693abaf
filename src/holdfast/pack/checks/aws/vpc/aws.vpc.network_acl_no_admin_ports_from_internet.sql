/*
id: aws.vpc.network_acl_no_admin_ports_from_internet
title: Network ACLs keep administration from the internet
severity: medium
subject: aws_ec2_network_acl
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22, "cis-aws:6.2"]
why: >-
  A network ACL stands before every machine of its subnets. If it lets SSH and Remote Desktop in from the world, each
  security group behind it must be right, for ever.
attack:
  text: >-
    Somebody opens a security group for a minute to mend something. The attacker's scanner, which never stops, is
    faster than the mending.
  technique: T1110
fix: >-
  Add an inbound DENY for ports 22 and 3389 from 0.0.0.0/0 and ::/0 with a lower number than the rule that allows
  everything (Terraform: aws_network_acl_rule), after looking whether anybody comes in that way. Answers to outgoing
  connections use ports above 1023: keep 3389 apart.
equivalent:
  - "prowler:ec2_networkacl_allow_ingress_any_port"
  - "prowler:ec2_networkacl_allow_ingress_tcp_port_22"
  - "prowler:ec2_networkacl_allow_ingress_tcp_port_3389"
*/
SELECT
  n.arn AS subject,
  n.guards_subnets AS applies,
  none_of(
    SELECT o.protocol = 'tcp'
      AND ((o.from_port <= 22 AND o.to_port >= 22) OR (o.from_port <= 3389 AND o.to_port >= 3389))
    FROM aws_ec2_network_acl_opening o
    WHERE o.network_acl_arn = n.arn
  ) AS passed,
  'The network ACL ' || COALESCE(n.name, n.arn) || ' lets the internet (' || first_of(
    SELECT o.family || ', ' || o.protocol || ' ports ' || CAST(o.from_port AS VARCHAR) || ' to '
      || CAST(o.to_port AS VARCHAR)
    FROM aws_ec2_network_acl_opening o
    WHERE o.network_acl_arn = n.arn AND o.protocol = 'tcp'
      AND ((o.from_port <= 22 AND o.to_port >= 22) OR (o.from_port <= 3389 AND o.to_port >= 3389))
  ) || ') reach SSH or Remote Desktop.' AS reason
FROM aws_ec2_network_acl n
