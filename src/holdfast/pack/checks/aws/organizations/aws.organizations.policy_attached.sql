/*
id: aws.organizations.policy_attached
title: Policies of the organization are attached to something
severity: low
subject: aws_organizations_policy
program: cloud-infrastructure
controls: [A.8.9]
why: Somebody wrote this limit down and believes that it holds. It is attached to nothing, so it holds nowhere.
attack:
  text: The policy that denies other regions lies in a drawer; a miner's machines start in a region that nobody opens.
  technique: T1535
fix: >-
  Attach it to the root, a unit or an account, or delete it: console, AWS Organizations, Policies; Terraform:
  aws_organizations_policy_attachment.
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.attached AS passed,
  'The policy ' || p.name || ' is attached to nothing.' AS reason
FROM aws_organizations_policy p
