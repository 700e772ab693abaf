/*
id: aws.guardduty.region_watches_rds
title: GuardDuty watches who signs in to databases
severity: medium
subject: aws_guardduty_detector
program: detection-response
controls: [A.8.16]
why: >-
  With this GuardDuty learns how people and programs sign in to Aurora, and tells of what does not look like them.
attack:
  text: >-
    The attacker tries a list of passwords on the database from inside the network, where nobody counts.
  technique: T1110
fix: >-
  aws guardduty update-detector --detector-id ID --features Name=RDS_LOGIN_EVENTS,Status=ENABLED, or for all members
  at once in the organization's configuration (Terraform: aws_guardduty_detector_feature). Where nothing of the kind
  is in use, record an exception.
equivalent: ["prowler:guardduty_rds_protection_enabled"]
*/
SELECT
  d.arn AS subject,
  d.enabled AS applies,
  any_of(
    SELECT f.enabled
    FROM aws_guardduty_detector_feature f
    WHERE f.detector_arn = d.arn AND f.feature = 'RDS_LOGIN_EVENTS'
  ) AS passed,
  'GuardDuty in ' || d.region || ' does not watch sign-ins to databases.' AS reason
FROM aws_guardduty_detector d
