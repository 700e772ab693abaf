/*
id: aws.securityhub.enabled
title: Security Hub is on where you work
severity: medium
subject: aws_securityhub_hub
program: detection-response
controls: [A.8.16, "cis-aws:5.16"]
why: >-
  GuardDuty, Inspector, Macie and Access Analyzer each speak in a place of their own. Security Hub brings what they say
  together, for all accounts, so that somebody looks at one list.
attack:
  text: >-
    GuardDuty has reported the stolen key for three days, in a region and account that nobody opens.
  technique: T1562.001
fix: >-
  Turn it on in this region, best from the organization's delegated account for all at once: console, Security Hub;
  Terraform: aws_securityhub_account, aws_securityhub_organization_configuration.
equivalent: ["prowler:securityhub_enabled"]
*/
SELECT
  h.arn AS subject,
  TRUE AS applies,
  h.enabled AS passed,
  'Security Hub is off in ' || h.region || '.' AS reason
FROM aws_securityhub_hub h
