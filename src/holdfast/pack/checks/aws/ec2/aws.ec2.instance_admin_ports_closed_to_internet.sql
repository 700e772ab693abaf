/*
id: aws.ec2.instance_admin_ports_closed_to_internet
title: No instance can be administered from the internet
severity: critical
subject: aws_ec2_instance
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.2, A.8.22, "cis-aws:6.3", "cis-aws:6.4"]
why: >-
  This instance has a public address, and its security groups let the whole world reach its SSH or Remote Desktop.
  Nothing else has to go wrong before somebody tries to sign in.
attack:
  text: >-
    Bots find the port within minutes and try passwords and leaked keys without end. Once in, the attacker has the
    instance's role, and through it whatever the role may do in the account.
  technique: T1110
fix: >-
  Remove the rule from the security group named below, and administer through Session Manager. If it must be done from
  a fixed place, name that place's range as source. Then take the public address away too.
equivalent: ["prowler:ec2_instance_port_ssh_exposed_to_internet", "prowler:ec2_instance_port_rdp_exposed_to_internet"]
exposure: internet
reads: {aws_ec2_security_group: region, aws_ec2_security_group_rule: region}
*/
SELECT
  i.arn AS subject,
  i.state NOT IN ('terminated', 'shutting-down') AS applies,
  NOT i.has_public_ip
  OR (
    none_of(
      SELECT r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', '-1')
        AND ((r.from_port <= 22 AND r.to_port >= 22) OR (r.from_port <= 3389 AND r.to_port >= 3389))
      FROM aws_ec2_instance_security_group m
      JOIN aws_ec2_security_group_rule r ON r.security_group_id = m.security_group_id
      WHERE m.instance_arn = i.arn
    )
    AND every_of(
      -- A group of another account, in a shared VPC, has rules that were not read.
      SELECT s.arn <> ''
      FROM aws_ec2_instance_security_group n
      LEFT JOIN aws_ec2_security_group s ON s.security_group_id = n.security_group_id
      WHERE n.instance_arn = i.arn
    )
  ) AS passed,
  COALESCE(i.name, i.instance_id, i.arn) || ' has the public address ' || COALESCE(i.public_ip, '') || ', and '
  || COALESCE(
    first_of(
      SELECT m.security_group_id || ' has the rule "' || r.rule || '".'
      FROM aws_ec2_instance_security_group m
      JOIN aws_ec2_security_group_rule r ON r.security_group_id = m.security_group_id
      WHERE m.instance_arn = i.arn
        AND r.direction = 'ingress' AND r.is_any_source AND r.protocol IN ('tcp', '-1')
        AND ((r.from_port <= 22 AND r.to_port >= 22) OR (r.from_port <= 3389 AND r.to_port >= 3389))
    ),
    'its security groups open SSH or Remote Desktop.'
  ) AS reason
FROM aws_ec2_instance i
