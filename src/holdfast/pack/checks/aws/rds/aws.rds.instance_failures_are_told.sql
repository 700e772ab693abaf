/*
id: aws.rds.instance_failures_are_told
title: Somebody is told when a database fails
severity: low
subject: aws_rds_instance
program: detection-response
controls: [A.8.16, A.8.6]
why: AWS knows first when a database fails, is short of space or has its settings changed. Somebody should hear of it.
attack:
  text: The attacker fills the disk or stops the database at night, and the first to tell you is a customer.
  technique: T1489
fix: >-
  aws rds create-event-subscription --source-type db-instance --event-categories failure maintenance "configuration
  change" with an SNS topic (Terraform: aws_db_event_subscription).
reads: {aws_rds_event_subscription: region}
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT
      s.enabled
      AND s.tells_of_failures
      AND s.source_type IN ('', 'db-instance')
      AND (array_length(s.source_ids) = 0 OR list_contains(s.source_ids, d.name))
    FROM aws_rds_event_subscription s
    WHERE s.account_id = d.account_id AND s.region = d.region
  ) AS passed,
  'No event subscription tells anybody that ' || COALESCE(d.name, d.arn) || ' has failed.' AS reason
FROM aws_rds_instance d
