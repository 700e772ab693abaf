/*
id: aws.cloudtrail.account_records_s3_reads
title: Every account records reads of objects in S3
severity: low
subject: aws_account
program: detection-response
controls: [A.8.15/recorded, A.8.16, "cis-aws:4.9"]
why: >-
  Management events do not show who fetched an object. After a leak, the law may ask you which customers' data was
  taken; without reads on record the answer is: perhaps all.
attack:
  text: The attacker downloads a bucket with a stolen key. Without data events nothing shows that it happened.
  technique: T1530
fix: >-
  Add a data event selector for S3 to the trail of all regions (aws cloudtrail put-event-selectors; Terraform:
  event_selector with data_resource type AWS::S3::Object and values ["arn:aws:s3"]). Data events are charged by
  number: estimate first, and record the buckets that matter if all are too many.
equivalent: ["prowler:cloudtrail_s3_dataevents_read_enabled"]
reads: {aws_cloudtrail_trail: account, aws_cloudtrail_account_trail: account}
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT t.records_all_s3_reads AND t.is_multi_region AND t.is_logging
    FROM aws_cloudtrail_trail t
    WHERE t.account_id = a.account_id
  )
  -- What an organization's trail from another account records could not be asked: that is unknown, not absent.
  OR any_of(
    SELECT CASE WHEN w.is_own THEN FALSE END
    FROM aws_cloudtrail_account_trail w
    WHERE w.account_arn = a.arn
  ) AS passed,
  'No trail of the account ' || a.account_id || ' that records all regions also records reads of objects in every'
  || ' bucket.' AS reason
FROM aws_account a
