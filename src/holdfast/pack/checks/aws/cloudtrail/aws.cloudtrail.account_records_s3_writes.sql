/*
id: aws.cloudtrail.account_records_s3_writes
title: Every account records writes of objects in S3
severity: low
subject: aws_account
program: detection-response
controls: [A.8.15/recorded, A.8.16, "cis-aws:4.8"]
why: >-
  Management events do not show who put, changed or deleted an object. After ransomware in a bucket, that is the first
  question.
attack:
  text: >-
    The attacker overwrites or deletes objects one by one. Without data events nobody can tell which, when, and by
    whose key.
  technique: T1485
fix: >-
  Add a data event selector for S3 to the trail of all regions (aws cloudtrail put-event-selectors; Terraform:
  event_selector with data_resource type AWS::S3::Object and values ["arn:aws:s3"]). Data events are charged by
  number: estimate first, and record the buckets that matter if all are too many.
equivalent: ["prowler:cloudtrail_s3_dataevents_write_enabled"]
reads: {aws_cloudtrail_trail: account, aws_cloudtrail_account_trail: account}
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT t.records_all_s3_writes AND t.is_multi_region AND t.is_logging
    FROM aws_cloudtrail_trail t
    WHERE t.account_id = a.account_id
  )
  -- What an organization's trail from another account records could not be asked: that is unknown, not absent.
  OR any_of(
    SELECT CASE WHEN w.is_own THEN FALSE END
    FROM aws_cloudtrail_account_trail w
    WHERE w.account_arn = a.arn
  ) AS passed,
  'No trail of the account ' || a.account_id || ' that records all regions also records writes of objects in every'
  || ' bucket.' AS reason
FROM aws_account a
