/*
id: aws.vpc.transit_gateway_separates
title: Transit gateways connect only what somebody decided
severity: medium
subject: aws_ec2_transit_gateway
program: cloud-infrastructure
controls: [A.8.22/segregated, A.8.31]
why: >-
  Whatever is attached to this gateway reaches everything else that is attached: test reaches production.
attack:
  text: A break-in into a test account walks over to production, because the network never said no.
  technique: T1021
fix: >-
  Turn off default association and propagation, and make a route table for each environment (Terraform:
  aws_ec2_transit_gateway, default_route_table_association and default_route_table_propagation = "disable").
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  NOT t.connects_unasked AS passed,
  'What is attached to ' || COALESCE(t.name, t.arn) || ' reaches everything else that is.' AS reason
FROM aws_ec2_transit_gateway t
