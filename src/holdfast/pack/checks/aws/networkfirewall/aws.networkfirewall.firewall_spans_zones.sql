/*
id: aws.networkfirewall.firewall_spans_zones
title: Network firewalls stand in more than one zone
severity: medium
subject: aws_networkfirewall_firewall
program: cloud-infrastructure
controls: [A.8.14, A.5.30]
why: >-
  If this one zone fails, everything that passes by the firewall stops, in the other zones too.
attack:
  text: It takes no attacker; a fire, a cut cable or a failed update of one zone is enough.
  technique: T1499
fix: >-
  Add an endpoint in each zone (Terraform: aws_networkfirewall_firewall, subnet_mapping).
equivalent: ["prowler:networkfirewall_multi_az"]
*/
SELECT
  f.arn AS subject,
  TRUE AS applies,
  f.subnets >= 2 AS passed,
  COALESCE(f.name, f.arn) || ' stands in one zone only.' AS reason
FROM aws_networkfirewall_firewall f
