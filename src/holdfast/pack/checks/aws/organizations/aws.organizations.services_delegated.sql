/*
id: aws.organizations.services_delegated
title: Organization-wide services are run from a delegated account
severity: medium
subject: aws_organization
program: cloud-infrastructure
controls: [A.8.2, A.5.3, "cis-aws:2.1.6"]
why: >-
  Who must sign in to the management account to look at GuardDuty holds, in that moment, the keys to everything. A
  delegated account gives the work without the power.
attack:
  text: An analyst's session in the management account is stolen, and with it the right to close or enter every account.
  technique: T1078.004
fix: >-
  Register a security account as delegated administrator of the services that act in all accounts: console of each
  service, or `aws organizations register-delegated-administrator`; Terraform:
  aws_organizations_delegated_administrator.
*/
SELECT
  o.arn AS subject,
  ARRAY_LENGTH(o.trusted_services) > 0 AS applies,
  any_of(
    SELECT d.member_id <> o.management_account_id
    FROM aws_organizations_delegated_administrator d
    WHERE d.organization_arn = o.arn
  ) AS passed,
  'Services act in all accounts of ' || o.organization_id || ', and none of them is run from a delegated account.' AS reason
FROM aws_organization o
