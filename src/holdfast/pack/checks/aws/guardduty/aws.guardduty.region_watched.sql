/*
id: aws.guardduty.region_watched
title: GuardDuty watches every region
severity: high
subject: aws_guardduty_detector
program: detection-response
controls: [A.8.16, A.5.25, A.8.7]
why: >-
  GuardDuty reads what AWS knows anyway, and says when a key is used from a strange place, when a machine mines coins
  or speaks to known bad addresses. In a region without it, nobody would notice.
attack:
  text: >-
    With a stolen key, the attacker starts machines in a region that nobody uses. The first alarm is the month's bill.
  technique: T1535
fix: >-
  Make the security account GuardDuty's delegated administrator and turn it on for all members in every region, new
  ones included (aws guardduty enable-organization-admin-account, update-organization-configuration; Terraform:
  aws_guardduty_organization_configuration).
equivalent: ["prowler:guardduty_is_enabled"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.enabled AS passed,
  'GuardDuty ' || CASE WHEN d.has_detector THEN 'is suspended' ELSE 'is off' END || ' in ' || d.region || '.' AS reason
FROM aws_guardduty_detector d
