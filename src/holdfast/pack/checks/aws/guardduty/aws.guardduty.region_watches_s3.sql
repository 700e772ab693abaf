/*
id: aws.guardduty.region_watches_s3
title: GuardDuty watches what is done in S3
severity: medium
subject: aws_guardduty_detector
program: detection-response
controls: [A.8.16, A.8.12]
why: >-
  Most of what a company has to lose lies in S3. With S3 protection, GuardDuty notices when objects are fetched in
  bulk, from strange places, or through Tor.
attack:
  text: >-
    The attacker copies a bucket with a key that looks right. Only the pattern gives it away, and nobody looks at it.
  technique: T1530
fix: >-
  aws guardduty update-detector --detector-id ID --features Name=S3_DATA_EVENTS,Status=ENABLED, or for all members at
  once in the organization's configuration (Terraform: aws_guardduty_detector_feature).
equivalent: ["prowler:guardduty_s3_protection_enabled"]
*/
SELECT
  d.arn AS subject,
  d.enabled AS applies,
  any_of(
    SELECT f.enabled
    FROM aws_guardduty_detector_feature f
    WHERE f.detector_arn = d.arn AND f.feature = 'S3_DATA_EVENTS'
  ) AS passed,
  'GuardDuty in ' || d.region || ' does not watch S3.' AS reason
FROM aws_guardduty_detector d
