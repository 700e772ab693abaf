/*
id: aws.athena.workgroup_enforces_settings
title: Settings of workgroups overrule those of clients
severity: medium
subject: aws_athena_workgroup
program: cloud-infrastructure
controls: [A.8.9, A.8.12]
why: Encryption and place of results are only what the workgroup says if clients cannot say otherwise.
attack:
  text: With an analyst's role the attacker lets Athena write the answers into a bucket of another account.
  technique: T1537
fix: >-
  aws athena update-work-group --configuration-updates EnforceWorkGroupConfiguration=true (Terraform:
  enforce_workgroup_configuration = true).
equivalent: ["prowler:athena_workgroup_enforce_configuration"]
*/
SELECT
  g.arn AS subject,
  g.used AS applies,
  g.enforces_settings AS passed,
  'Clients of ' || COALESCE(g.name, g.arn) || ' may write results where they like, unencrypted.' AS reason
FROM aws_athena_workgroup g
