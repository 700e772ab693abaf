/*
id: aws.iam.unused_policy_does_not_allow_everything
title: No policy that lies ready grants everything on everything
severity: low
subject: aws_iam_policy
program: identity-workplace
controls: [A.8.2]
why: >-
  Nobody holds this policy now, but it waits: attaching it once makes somebody an administrator, by a name that nobody
  watches.
attack:
  text: >-
    An attacker who may attach policies, but not write them, finds one that is ready.
  technique: T1098.003
fix: >-
  Delete it: aws iam delete-policy --policy-arn ... (its versions first).
equivalent: ["prowler:iam_customer_unattached_policy_no_administrative_privileges"]
*/
SELECT
  p.arn AS subject,
  p.attachments = 0 AS applies,
  none_of(
    SELECT
      s.effect = 'Allow'
      AND s.action IN ('*', '*:*')
      AND NOT s.not_action
      AND list_contains(s.resource, '*')
      AND NOT s.not_resource
      AND NOT s.has_condition
    FROM aws_iam_policy_statement s
    WHERE s.policy_arn = p.arn
  ) AS passed,
  'The policy ' || p.name || ' allows every action on every resource, and is attached to nothing.' AS reason
FROM aws_iam_policy p
