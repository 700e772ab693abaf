/*
id: aws.vpc.offered_service_knows_its_guests
title: Services offered to other VPCs know who asks
severity: high
subject: aws_ec2_vpc_endpoint_service
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.22]
why: >-
  Every AWS account may connect to this service of yours, and nobody is asked.
attack:
  text: Somebody makes an endpoint in their own account and stands inside your network, at the service's door.
  technique: T1199
fix: >-
  Name the accounts and roles that may connect, and accept each connection by hand (Terraform: aws_vpc_endpoint_service,
  allowed_principals, acceptance_required = true).
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  NOT s.allows_everyone OR s.asks_for_acceptance AS passed,
  'Every AWS account may connect to ' || COALESCE(s.service_name, s.arn) || ' unasked.' AS reason
FROM aws_ec2_vpc_endpoint_service s
