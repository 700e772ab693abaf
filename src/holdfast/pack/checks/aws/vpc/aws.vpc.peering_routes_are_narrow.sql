/*
id: aws.vpc.peering_routes_are_narrow
title: Routes over peerings lead to what is needed only
severity: medium
subject: aws_ec2_vpc_peering
program: cloud-infrastructure
controls: [A.8.22, A.8.20, "cis-aws:6.6"]
why: >-
  Over this peering a whole VPC can be reached, though mostly one service in one subnet is meant.
attack:
  text: A break-in into one side walks over to everything on the other.
  technique: T1021
fix: >-
  Replace the route by one to the subnet that is needed (Terraform: aws_route, destination_cidr_block).
equivalent: ["prowler:vpc_peering_routing_tables_with_least_privilege"]
reads: {aws_ec2_route: region}
*/
SELECT
  p.arn AS subject,
  p.is_active AS applies,
  none_of(
    SELECT
      r.target_id = p.peering_id
      AND (r.destination IN ('0.0.0.0/0', '::/0') OR list_contains(p.vpc_cidrs, r.destination))
    FROM aws_ec2_route r
    WHERE r.account_id = p.account_id AND r.region = p.region
  ) AS passed,
  'A route over it leads to ' || COALESCE(
    first_of(
      SELECT r.destination
      FROM aws_ec2_route r
      WHERE
        r.account_id = p.account_id
        AND r.region = p.region
        AND r.target_id = p.peering_id
        AND (r.destination IN ('0.0.0.0/0', '::/0') OR list_contains(p.vpc_cidrs, r.destination))
    ),
    'a whole VPC'
  ) || '.' AS reason
FROM aws_ec2_vpc_peering p
