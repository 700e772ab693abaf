/*
id: aws.vpc.vpn_agrees_by_current_ike
title: Site-to-site VPNs are agreed by IKE version 2
severity: low
subject: aws_ec2_vpn_connection
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.8.21]
why: >-
  A tunnel may still be agreed by the older version of IKE, which is no longer maintained and easier to flood.
attack:
  text: Somebody on the way makes both sides use the older agreement, and tries the shared key offline.
  technique: T1557
fix: >-
  Allow ikev2 only in both tunnels' options (Terraform: aws_vpn_connection, tunnel1_ike_versions and
  tunnel2_ike_versions = ["ikev2"]).
*/
SELECT
  c.arn AS subject,
  c.state = 'available' AS applies,
  NOT c.allows_old_ike AS passed,
  COALESCE(c.name, c.arn) || ' may be agreed by IKE version 1.' AS reason
FROM aws_ec2_vpn_connection c
