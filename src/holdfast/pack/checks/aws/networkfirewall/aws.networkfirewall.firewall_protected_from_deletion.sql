/*
id: aws.networkfirewall.firewall_protected_from_deletion
title: Network firewalls are protected from deletion
severity: low
subject: aws_networkfirewall_firewall
program: cloud-infrastructure
controls: [A.8.32, A.8.20]
why: >-
  One wrong plan takes the firewall away, and with it either all traffic or all filtering.
attack:
  text: Somebody with a stolen key deletes the firewall before they carry data out.
  technique: T1562.007
fix: >-
  Turn on deletion protection (Terraform: aws_networkfirewall_firewall, delete_protection = true).
equivalent: ["prowler:networkfirewall_deletion_protection"]
*/
SELECT
  f.arn AS subject,
  TRUE AS applies,
  f.deletion_protected AS passed,
  COALESCE(f.name, f.arn) || ' can be deleted in one step.' AS reason
FROM aws_networkfirewall_firewall f
