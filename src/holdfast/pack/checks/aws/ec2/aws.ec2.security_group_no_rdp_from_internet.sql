/*
id: aws.ec2.security_group_no_rdp_from_internet
title: Security groups keep Remote Desktop from the internet
severity: high
subject: aws_ec2_security_group
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22, "cis-aws:6.3", "cis-aws:6.4"]
why: >-
  Remote Desktop shows a Windows sign-in to everyone in the world. It is among the ways by which ransomware comes in
  most often.
attack:
  text: >-
    Passwords bought from old leaks are tried against the sign-in until one works. The attacker then sits at the
    machine's desktop, switches off its protection and encrypts what it reaches.
  technique: T1110.004
fix: >-
  Remove the rule and use Fleet Manager's Remote Desktop or Session Manager's port forwarding, which need no open
  port. If it must stay, name the office's or the VPN's own range as source.
equivalent: ["prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', 'udp', '-1')
      AND r.from_port <= 3389 AND r.to_port >= 3389
    FROM aws_ec2_security_group_rule r
    WHERE r.security_group_arn = g.arn
  ) AS passed,
  'The rule "' || first_of(
    SELECT r.rule
    FROM aws_ec2_security_group_rule r
    WHERE r.security_group_arn = g.arn
      AND r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', 'udp', '-1')
      AND r.from_port <= 3389 AND r.to_port >= 3389
  ) || '" lets the whole internet reach Remote Desktop (port 3389).' AS reason
FROM aws_ec2_security_group g
