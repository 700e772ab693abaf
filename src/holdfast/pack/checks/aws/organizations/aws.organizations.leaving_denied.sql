/*
id: aws.organizations.leaving_denied
title: No account can leave the organization by itself
severity: medium
subject: aws_organization
program: cloud-infrastructure
controls: [A.8.9]
why: An account that leaves takes its data along, and all of the organization's limits and detectors stay behind.
attack:
  text: >-
    An intruder with one account's administrator rights lets it leave. Trails, guards and limits end in that minute.
  technique: T1562.001
fix: >-
  Attach a service control policy to the root: Effect Deny, Action organizations:LeaveOrganization, Resource "*", without
  a condition.
reads: {aws_organizations_policy: account, aws_organizations_policy_statement: account}
*/
SELECT
  o.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT
      s.effect = 'Deny'
      AND lower(s.action) IN ('organizations:leaveorganization', 'organizations:leave*', 'organizations:*', '*')
      AND NOT s.not_action
      AND NOT s.has_condition
      AND p.attached
    FROM aws_organizations_policy_statement s
    INNER JOIN aws_organizations_policy p ON p.arn = s.policy_arn
    WHERE s.account_id = o.account_id
  ) AS passed,
  'No attached policy of ' || o.organization_id || ' denies organizations:LeaveOrganization.' AS reason
FROM aws_organization o
