/*
id: aws.accessanalyzer.finds_external_access
title: Access Analyzer looks for what is open to strangers
severity: medium
subject: aws_accessanalyzer_region
program: identity-workplace
controls: [A.8.3, A.5.15, "cis-aws:2.18"]
why: >-
  Access Analyzer reasons about every policy in the region and tells you what somebody outside can reach, within minutes
  of the change. It costs nothing for external access.
attack:
  text: >-
    Someone shares a role or a key with an outside account on a Friday. Nobody is told; the outside account is used on
    Saturday.
  technique: T1078.004
fix: >-
  Create an analyzer of type external access in this region: console, IAM, Access Analyzer; best once for the
  organization from a delegated account. Terraform: aws_accessanalyzer_analyzer, type = "ORGANIZATION" or "ACCOUNT".
equivalent: ["prowler:accessanalyzer_enabled"]
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  a.finds_external_access AS passed,
  'No active analyzer in ' || a.region || ' looks for access from outside.' AS reason
FROM aws_accessanalyzer_region a
