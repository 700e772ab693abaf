/*
id: aws.guardduty.region_watches_eks
title: GuardDuty watches what is done in Kubernetes
severity: high
subject: aws_guardduty_detector
program: detection-response
controls: [A.8.16]
why: >-
  In a cluster, who does what stands in the audit logs of Kubernetes, which no trail records. With this, GuardDuty
  reads them.
attack:
  text: >-
    From a pod with too many rights the attacker lists the secrets of every namespace. CloudTrail sees nothing of it.
  technique: T1613
fix: >-
  aws guardduty update-detector --detector-id ID --features Name=EKS_AUDIT_LOGS,Status=ENABLED, or for all members at
  once in the organization's configuration (Terraform: aws_guardduty_detector_feature). Where nothing of the kind is
  in use, record an exception.
equivalent: ["prowler:guardduty_eks_audit_log_enabled"]
*/
SELECT
  d.arn AS subject,
  d.enabled AS applies,
  any_of(
    SELECT f.enabled
    FROM aws_guardduty_detector_feature f
    WHERE f.detector_arn = d.arn AND f.feature = 'EKS_AUDIT_LOGS'
  ) AS passed,
  'GuardDuty in ' || d.region || ' does not watch the audit logs of Kubernetes.' AS reason
FROM aws_guardduty_detector d
