/*
id: aws.cloudtrail.trail_records_management_events
title: Trails record all management events
severity: medium
subject: aws_cloudtrail_trail
program: detection-response
controls: [A.8.15/recorded]
why: A trail that leaves out reads or writes of settings leaves out half of what an investigation asks for.
attack:
  text: >-
    The attacker looks around for days with calls that only read, or changes settings, in the half that is not
    recorded.
  technique: T1562.008
fix: >-
  aws cloudtrail put-event-selectors with ReadWriteType All and IncludeManagementEvents true (Terraform:
  event_selector with read_write_type = All, include_management_events = true). A trail made for data events only:
  request an exception that names the trail which does the rest.
equivalent: ["prowler:cloudtrail_multi_region_enabled_logging_management_events"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  t.records_management_reads AND t.records_management_writes AS passed,
  'The trail ' || COALESCE(t.name, t.arn) || ' does not record all calls that '
  || CASE
    WHEN t.records_management_writes THEN 'read'
    WHEN t.records_management_reads THEN 'change'
    ELSE 'read or change'
  END || ' settings.' AS reason
FROM aws_cloudtrail_trail t
