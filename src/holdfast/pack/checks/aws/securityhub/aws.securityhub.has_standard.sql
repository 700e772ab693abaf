/*
id: aws.securityhub.has_standard
title: Security Hub judges by at least one standard
severity: low
subject: aws_securityhub_hub
program: detection-response
controls: [A.8.16]
why: Without a standard, Security Hub passes on what others find and looks at nothing itself.
attack:
  text: A setting that every standard names as wrong stays as it is, because nobody had asked about it.
  technique: T1562.001
fix: >-
  Turn on AWS Foundational Security Best Practices or the CIS benchmark: console, Security Hub, Security standards;
  Terraform: aws_securityhub_standards_subscription.
*/
SELECT
  h.arn AS subject,
  h.enabled AS applies,
  ARRAY_LENGTH(h.standards) > 0 AS passed,
  'Security Hub in ' || h.region || ' judges by no standard.' AS reason
FROM aws_securityhub_hub h
