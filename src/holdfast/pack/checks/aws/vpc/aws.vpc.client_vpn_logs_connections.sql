/*
id: aws.vpc.client_vpn_logs_connections
title: Client VPNs log who connects
severity: medium
subject: aws_ec2_client_vpn_endpoint
program: detection-response
controls: [A.8.15/recorded, A.8.20]
why: >-
  Nobody can say who was inside the network, when, and from where.
attack:
  text: Somebody connects with a stolen profile at night, and no line tells.
  technique: T1133
fix: >-
  Turn on connection logging (Terraform: aws_ec2_client_vpn_endpoint, connection_log_options { enabled = true }).
equivalent: ["prowler:ec2_client_vpn_endpoint_connection_logging_enabled"]
*/
SELECT
  e.arn AS subject,
  TRUE AS applies,
  e.logs_connections AS passed,
  COALESCE(e.name, e.arn) || ' does not log who connects.' AS reason
FROM aws_ec2_client_vpn_endpoint e
