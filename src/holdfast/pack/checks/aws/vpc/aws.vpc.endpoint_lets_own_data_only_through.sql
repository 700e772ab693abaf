/*
id: aws.vpc.endpoint_lets_own_data_only_through
title: VPC endpoints let through what is ours only
severity: medium
subject: aws_ec2_vpc_endpoint
program: cloud-infrastructure
controls: [A.8.12, A.8.22, A.5.15]
why: >-
  Through this endpoint anybody inside the VPC may do anything with anybody's resources: with buckets of strangers too.
attack:
  text: >-
    Somebody who is inside one machine copies your data to a bucket of their own account, through your private endpoint,
    past every filter of what leaves.
  technique: T1537
fix: >-
  Give the endpoint a policy with a condition such as aws:ResourceOrgID or aws:PrincipalOrgID, and leave open the buckets
  of AWS that your systems need (Terraform: aws_vpc_endpoint, policy).
equivalent: ["prowler:vpc_endpoint_connections_trust_boundaries"]
*/
SELECT
  e.arn AS subject,
  e.state = 'available' AND e.has_policy AS applies,
  none_of(
    SELECT
      s.is_public
      AND NOT list_contains(s.condition_keys, 'aws:resourceorgid')
      AND NOT list_contains(s.condition_keys, 'aws:resourceorgpaths')
      AND NOT list_contains(s.condition_keys, 'aws:resourceaccount')
      AND list_contains(s.resource, '*')
    FROM aws_ec2_vpc_endpoint_policy_statement s
    WHERE s.vpc_endpoint_arn = e.arn
  ) AS passed,
  'Through the endpoint for ' || COALESCE(e.service_name, e.arn) || ' everybody may reach everything.' AS reason
FROM aws_ec2_vpc_endpoint e
