/*
id: aws.networkfirewall.firewall_logs
title: Network firewalls log
severity: high
subject: aws_networkfirewall_firewall
program: detection-response
controls: [A.8.15/recorded, A.8.16, A.8.20]
why: >-
  Nobody can see what the firewall stopped, nor what it let through on the day that matters.
attack:
  text: The machine that was taken over calls home for weeks; the firewall saw every call and wrote none down.
  technique: T1562.008
fix: >-
  Log ALERT and FLOW (Terraform: aws_networkfirewall_logging_configuration).
equivalent: ["prowler:networkfirewall_logging_enabled"]
*/
SELECT
  f.arn AS subject,
  TRUE AS applies,
  f.logs AS passed,
  COALESCE(f.name, f.arn) || ' logs nothing.' AS reason
FROM aws_networkfirewall_firewall f
