/*
id: aws.guardduty.region_watches_runtime
title: GuardDuty watches what runs in machines and containers
severity: medium
subject: aws_guardduty_detector
program: detection-response
controls: [A.8.16, A.8.7]
why: >-
  Logs tell what was called; only the machine knows what ran. With this GuardDuty sees a shell that starts where none
  should.
attack:
  text: >-
    The attacker runs a shell in a container, looks for credentials in its files, and leaves no call in any log.
  technique: T1059
fix: >-
  aws guardduty update-detector --detector-id ID --features Name=RUNTIME_MONITORING,Status=ENABLED, or for all members
  at once in the organization's configuration (Terraform: aws_guardduty_detector_feature). Where nothing of the kind
  is in use, record an exception.
equivalent: ["prowler:guardduty_eks_runtime_monitoring_enabled"]
*/
SELECT
  d.arn AS subject,
  d.enabled AS applies,
  any_of(
    SELECT f.enabled
    FROM aws_guardduty_detector_feature f
    WHERE f.detector_arn = d.arn AND f.feature IN ('RUNTIME_MONITORING', 'EKS_RUNTIME_MONITORING')
  ) AS passed,
  'GuardDuty in ' || d.region || ' does not watch what runs in machines and containers.' AS reason
FROM aws_guardduty_detector d
