/*
id: aws.eventbridge.bus_policy_not_public
title: No event bus's policy lets everyone in
severity: high
subject: aws_eventbridge_bus
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12, "cis-aws:2.21"]
why: Strangers may put events on this bus, and your rules act on them as if they were your own.
attack:
  text: Somebody with any AWS account sends an event that looks like a paid order, and your services ship.
  technique: T1546
fix: >-
  Name the accounts that may send as principals, or hold the statement with the condition aws:PrincipalOrgID (aws
  events put-permission; Terraform: aws_cloudwatch_event_bus_policy).
equivalent: ["prowler:eventbridge_bus_exposed"]
exposure: internet
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_eventbridge_bus_policy_statement s WHERE s.bus_arn = b.arn) AS passed,
  'The policy of ' || COALESCE(b.name, b.arn) || ' allows everyone to do ' || COALESCE(
    first_of(
      SELECT CASE WHEN s.not_action THEN 'all but ' ELSE '' END || s.action
      FROM aws_eventbridge_bus_policy_statement s
      WHERE s.bus_arn = b.arn AND s.is_public
    ),
    'what only you should'
  ) || '.' AS reason
FROM aws_eventbridge_bus b
