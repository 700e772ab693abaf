/*
id: aws.lightsail.instance_admin_ports_closed_to_internet
title: Lightsail instances keep administration from the internet
severity: high
subject: aws_lightsail_instance
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.2, A.8.22]
why: >-
  Lightsail opens SSH to the world unless somebody closes it, and its instances stand beside every rule that you have
  for EC2.
attack:
  text: Scanners try keys, passwords and flaws on it, day and night.
  technique: T1110
fix: >-
  Limit ports 22 and 3389 to your networks: the instance's Networking tab, or aws lightsail put-instance-public-ports
  (Terraform: aws_lightsail_instance_public_ports, port_info, cidrs).
exposure: internet
*/
SELECT
  i.arn AS subject,
  i.has_public_address AS applies,
  none_of(
    SELECT
      o.protocol IN ('tcp', 'all')
      AND ((o.from_port <= 22 AND o.to_port >= 22) OR (o.from_port <= 3389 AND o.to_port >= 3389))
    FROM aws_lightsail_opening o
    WHERE o.instance_arn = i.arn
  ) AS passed,
  'The internet reaches SSH or Remote Desktop of ' || COALESCE(i.name, i.arn) || '.' AS reason
FROM aws_lightsail_instance i
