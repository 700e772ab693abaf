/*
id: aws.vpc.transit_gateway_asks_first
title: Transit gateways let nobody in unasked
severity: high
subject: aws_ec2_transit_gateway
program: cloud-infrastructure
controls: [A.8.22, A.8.20]
why: >-
  Whoever this gateway is shared with connects any VPC of theirs to your networks, and nobody is asked.
attack:
  text: From one weak account of the organization, the attacker attaches a VPC of their own and reaches production.
  technique: T1199
fix: >-
  aws ec2 modify-transit-gateway --options AutoAcceptSharedAttachments=disable (Terraform: aws_ec2_transit_gateway,
  auto_accept_shared_attachments = "disable").
equivalent: ["prowler:ec2_transitgateway_auto_accept_vpc_attachments"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  NOT t.accepts_unasked AS passed,
  'The transit gateway ' || COALESCE(t.name, t.arn) || ' lets in whoever it is shared with.' AS reason
FROM aws_ec2_transit_gateway t
