/*
id: aws.vpc.endpoint_spans_zones
title: Interface endpoints stand in more than one zone
severity: low
subject: aws_ec2_vpc_endpoint
program: cloud-infrastructure
controls: [A.8.14, A.5.30]
why: >-
  If this one zone fails, nothing in the VPC reaches the service privately.
attack:
  text: It takes no attacker; a fire, a cut cable or a failed update of one zone is enough.
  technique: T1499
fix: >-
  Add a subnet in another zone (Terraform: aws_vpc_endpoint, subnet_ids).
equivalent: ["prowler:vpc_endpoint_multi_az_enabled"]
*/
SELECT
  e.arn AS subject,
  e.type = 'Interface' AS applies,
  e.subnets >= 2 AS passed,
  'The endpoint for ' || COALESCE(e.service_name, e.arn) || ' stands in one zone only.' AS reason
FROM aws_ec2_vpc_endpoint e
