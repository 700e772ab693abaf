/*
id: aws.vpc.route_leads_somewhere
title: Routes lead somewhere
severity: low
subject: aws_ec2_route_table
program: cloud-infrastructure
controls: [A.8.20, A.8.9]
why: >-
  A route swallows what it gets, because its target is gone. What was meant to reach somebody does not, and nobody knows
  why the route is still there.
attack:
  text: A new interface or instance that takes the old one's place gets traffic that was never meant for it.
  technique: T1557
fix: >-
  Delete the route (Terraform: aws_route), or restore its target.
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  every_of(SELECT r.is_live FROM aws_ec2_route r WHERE r.route_table_arn = t.arn) AS passed,
  'The target of the route to ' || COALESCE(
    first_of(SELECT r.destination FROM aws_ec2_route r WHERE r.route_table_arn = t.arn AND NOT r.is_live),
    '(unknown)'
  ) || ' is gone.' AS reason
FROM aws_ec2_route_table t
