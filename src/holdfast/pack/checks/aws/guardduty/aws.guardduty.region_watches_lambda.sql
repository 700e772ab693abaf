/*
id: aws.guardduty.region_watches_lambda
title: GuardDuty watches whom functions talk to
severity: medium
subject: aws_guardduty_detector
program: detection-response
controls: [A.8.16]
why: >-
  A function that begins to talk to a miner's pool or to a known bad address runs somebody else's code.
attack:
  text: >-
    A poisoned package sends each function's credentials to an address that is on every list of bad ones.
  technique: T1041
fix: >-
  aws guardduty update-detector --detector-id ID --features Name=LAMBDA_NETWORK_LOGS,Status=ENABLED, or for all
  members at once in the organization's configuration (Terraform: aws_guardduty_detector_feature). Where nothing of
  the kind is in use, record an exception.
equivalent: ["prowler:guardduty_lambda_protection_enabled"]
*/
SELECT
  d.arn AS subject,
  d.enabled AS applies,
  any_of(
    SELECT f.enabled
    FROM aws_guardduty_detector_feature f
    WHERE f.detector_arn = d.arn AND f.feature = 'LAMBDA_NETWORK_LOGS'
  ) AS passed,
  'GuardDuty in ' || d.region || ' does not watch the connections of functions.' AS reason
FROM aws_guardduty_detector d
