/*
id: aws.ec2.security_group_not_open_to_internet
title: No security group lets the internet reach every port
severity: critical
subject: aws_ec2_security_group
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22, "cis-aws:6.3", "cis-aws:6.4"]
why: >-
  This group is a firewall that is switched off. Whatever listens behind it, debug ports and databases included,
  answers the whole world.
attack:
  text: >-
    One scan shows everything that listens. The attacker picks the weakest service, not the one that you had in mind
    when you opened the group.
  technique: T1046
fix: >-
  Replace the rule by one for each port that is meant to be public (443, mostly), and by security groups as source for
  the rest. Flow logs show which ports are used.
equivalent: ["prowler:ec2_securitygroup_allow_ingress_from_internet_to_all_ports"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', 'udp', '-1')
      AND (r.protocol = '-1' OR (r.protocol IN ('tcp', 'udp') AND r.from_port <= 1 AND r.to_port = 65535))
    FROM aws_ec2_security_group_rule r
    WHERE r.security_group_arn = g.arn
  ) AS passed,
  'The rule "' || first_of(
    SELECT r.rule
    FROM aws_ec2_security_group_rule r
    WHERE r.security_group_arn = g.arn
      AND r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', 'udp', '-1')
      AND (r.protocol = '-1' OR (r.protocol IN ('tcp', 'udp') AND r.from_port <= 1 AND r.to_port = 65535))
  ) || '" lets the whole internet reach every port.' AS reason
FROM aws_ec2_security_group g
