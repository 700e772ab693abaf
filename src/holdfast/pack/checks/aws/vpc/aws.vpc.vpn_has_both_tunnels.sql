/*
id: aws.vpc.vpn_has_both_tunnels
title: Site-to-site VPNs have both tunnels up
severity: medium
subject: aws_ec2_vpn_connection
program: cloud-infrastructure
controls: [A.8.14, A.8.21]
why: >-
  AWS takes one tunnel down for maintenance, several times a year; with one tunnel the connection is then away.
attack:
  text: It takes no attacker; the next maintenance is enough.
  technique: T1499
fix: >-
  Configure the second tunnel on your side too; AWS's console offers its configuration under Download configuration.
equivalent: ["prowler:vpc_vpn_connection_tunnels_up"]
*/
SELECT
  c.arn AS subject,
  c.state = 'available' AS applies,
  c.tunnels_up >= 2 AS passed,
  CAST(c.tunnels_up AS VARCHAR) || ' of ' || CAST(c.tunnels AS VARCHAR) || ' tunnels of ' || COALESCE(c.name, c.arn)
    || ' are up.' AS reason
FROM aws_ec2_vpn_connection c
