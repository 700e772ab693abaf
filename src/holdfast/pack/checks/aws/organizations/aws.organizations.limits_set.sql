/*
id: aws.organizations.limits_set
title: Service control policies set limits that no account can lift
severity: high
subject: aws_organization
program: cloud-infrastructure
controls: [A.8.9, A.5.15, "cis-aws:2.1.2"]
why: >-
  An administrator of an account can switch off anything inside it. A service control policy is the one fence that stands
  outside: nobody in the account can take it down.
attack:
  text: >-
    Whoever becomes administrator of one account turns off its trail, leaves the organization, and takes the account and
    its data along.
  technique: T1562.008
fix: >-
  Turn on all features and service control policies, write a policy of your own that denies what nobody should ever do
  (leaving the organization, stopping trails and detectors, other regions), and attach it to the root or the units.
  Terraform: aws_organizations_policy, aws_organizations_policy_attachment.
reads: {aws_organizations_policy: account}
*/
SELECT
  o.arn AS subject,
  TRUE AS applies,
  o.all_features
  AND any_of(
    SELECT p.type IN ('SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY') AND p.attached
    FROM aws_organizations_policy p
    WHERE p.account_id = o.account_id
  ) AS passed,
  'No service or resource control policy of your own is attached anywhere in ' || o.organization_id || '.' AS reason
FROM aws_organization o
