/*
id: aws.ec2.instance_has_no_public_ip
title: Instances have no public address of their own
severity: medium
subject: aws_ec2_instance
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22]
why: >-
  An instance with a public address is one security group rule away from the internet. Behind a load balancer it
  serves the same people, and only the ports that you chose.
attack:
  text: >-
    The attacker scans the address directly, past load balancer and web firewall, and waits for the day when somebody
    opens a port for a moment.
  technique: T1190
fix: >-
  Put the instance into a private subnet, with a load balancer before it for those who come in and a NAT gateway for
  its own way out. In Terraform: associate_public_ip_address = false. Existing instances must be replaced, or have
  their elastic address released.
equivalent: ["prowler:ec2_instance_public_ip"]
*/
SELECT
  i.arn AS subject,
  i.state NOT IN ('terminated', 'shutting-down') AS applies,
  NOT i.has_public_ip AS passed,
  COALESCE(i.name, i.instance_id, i.arn) || ' has the public address ' || COALESCE(i.public_ip, '') || '.' AS reason
FROM aws_ec2_instance i
