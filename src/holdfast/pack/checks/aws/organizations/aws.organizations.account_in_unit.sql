/*
id: aws.organizations.account_in_unit
title: Accounts stand in organizational units
severity: low
subject: aws_organizations_account
program: cloud-infrastructure
controls: [A.8.31, A.8.22, "cis-aws:2.1.4"]
why: >-
  Limits are set for units: strict ones where customers' data is, loose ones where people try things out. An account at
  the root has neither.
attack:
  text: A test account at the root has none of the limits of production, and a way into it that production trusts.
  technique: T1078.004
fix: >-
  Move the account into a unit for its environment and the sensitivity of its data: console, AWS Organizations, Move; or
  Terraform: aws_organizations_account, parent_id.
*/
SELECT
  a.arn AS subject,
  a.status = 'ACTIVE' AND NOT a.is_management AS applies,
  a.in_unit AS passed,
  'The account ' || a.name || ' stands at the root of the organization.' AS reason
FROM aws_organizations_account a
