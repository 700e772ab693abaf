/*
id: aws.iam.policy_does_not_own_all_keys
title: Policies do not give all of KMS
severity: medium
subject: aws_iam_policy
program: cloud-infrastructure
controls: [A.8.24/keys, A.5.18]
why: >-
  kms:* on every key lets the holder read everything that is encrypted and, worse, delete the keys: then nobody can
  read it again.
attack:
  text: >-
    A ransom note that needs no malware: the attacker schedules the deletion of your keys and offers to cancel it.
  technique: T1485
fix: >-
  Name the actions that are used (kms:Decrypt, kms:GenerateDataKey) and the keys as Resource; leave key administration
  to one role.
equivalent: ["prowler:iam_policy_no_full_access_to_kms"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT
      s.effect = 'Allow'
      AND LOWER(s.action) IN ('kms:*', '*')
      AND NOT s.not_action
      AND list_contains(s.resource, '*')
      AND NOT s.not_resource
      AND NOT s.has_condition
    FROM aws_iam_policy_statement s
    WHERE s.policy_arn = p.arn
  ) AS passed,
  'The policy ' || p.name || ' allows everything on every key.' AS reason
FROM aws_iam_policy p
