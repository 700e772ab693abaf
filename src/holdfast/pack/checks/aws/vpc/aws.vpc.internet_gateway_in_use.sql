/*
id: aws.vpc.internet_gateway_in_use
title: Internet gateways are attached
severity: low
subject: aws_ec2_internet_gateway
program: cloud-infrastructure
controls: [A.8.9, A.5.9]
why: >-
  A gateway that waits unattached is one click away from opening a network that was meant to be closed.
attack:
  text: Somebody with few rights attaches it to a private VPC and carries data out.
  technique: T1562.007
fix: >-
  Delete it: aws ec2 delete-internet-gateway --internet-gateway-id ID.
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.is_attached AS passed,
  'The gateway ' || COALESCE(g.name, g.arn) || ' is attached to nothing.' AS reason
FROM aws_ec2_internet_gateway g
