/*
id: aws.networkfirewall.firewall_passes_nothing_unseen
title: Network firewalls let nothing pass unseen
severity: high
subject: aws_networkfirewall_firewall
program: cloud-infrastructure
controls: [A.8.20, A.8.22]
why: >-
  Packets that match no stateless rule pass by the rules that look at whole connections.
attack:
  text: Somebody splits what they send into fragments, and passes by every rule.
  technique: T1599
fix: >-
  Forward to the stateful engine, or drop (Terraform: aws_networkfirewall_firewall_policy, stateless_default_actions and
  stateless_fragment_default_actions = ["aws:forward_to_sfe"]).
equivalent:
  - "prowler:networkfirewall_policy_default_action_full_packets"
  - "prowler:networkfirewall_policy_default_action_fragmented_packets"
*/
SELECT
  f.arn AS subject,
  TRUE AS applies,
  NOT list_contains(f.default_actions, 'aws:pass') AND NOT list_contains(f.fragment_actions, 'aws:pass') AS passed,
  COALESCE(f.name, f.arn) || ' lets pass what no stateless rule matches.' AS reason
FROM aws_networkfirewall_firewall f
