/*
id: aws.ec2.security_group_no_file_sharing_from_internet
title: Security groups keep file sharing and old remote control from the internet
severity: high
subject: aws_ec2_security_group
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22, "cis-aws:6.1.2"]
why: >-
  Windows file sharing, NFS, FTP, Telnet, VNC and Windows Remote Management were made for trusted networks. Several
  send passwords in plain text, and none belongs on the internet.
attack:
  text: >-
    Worms still travel over Windows file sharing; others read Telnet and FTP passwords off the wire or guess them, and
    take the machine over.
  technique: T1190
fix: >-
  Remove the rule. Share files through S3 or Transfer Family, administer through Session Manager, and where the
  protocol must stay, name your own network's range as source.
equivalent:
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_ftp_20_21"
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_telnet_23"
  - "prowler:ec2_securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports"
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', '-1')
      AND (
        (r.from_port <= 21 AND r.to_port >= 20) OR (r.from_port <= 23 AND r.to_port >= 23)
        OR (r.from_port <= 135 AND r.to_port >= 135) OR (r.from_port <= 139 AND r.to_port >= 139)
        OR (r.from_port <= 445 AND r.to_port >= 445) OR (r.from_port <= 2049 AND r.to_port >= 2049)
        OR (r.from_port <= 5903 AND r.to_port >= 5900) OR (r.from_port <= 5986 AND r.to_port >= 5985)
      )
    FROM aws_ec2_security_group_rule r
    WHERE r.security_group_arn = g.arn
  ) AS passed,
  'The rule "' || first_of(
    SELECT r.rule
    FROM aws_ec2_security_group_rule r
    WHERE r.security_group_arn = g.arn
      AND r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', '-1')
      AND (
        (r.from_port <= 21 AND r.to_port >= 20) OR (r.from_port <= 23 AND r.to_port >= 23)
        OR (r.from_port <= 135 AND r.to_port >= 135) OR (r.from_port <= 139 AND r.to_port >= 139)
        OR (r.from_port <= 445 AND r.to_port >= 445) OR (r.from_port <= 2049 AND r.to_port >= 2049)
        OR (r.from_port <= 5903 AND r.to_port >= 5900) OR (r.from_port <= 5986 AND r.to_port >= 5985)
      )
  ) || '" lets the whole internet reach file sharing or remote control.' AS reason
FROM aws_ec2_security_group g
