/*
id: aws.iam.policy_cannot_stop_the_trail
title: Policies do not give all of CloudTrail
severity: medium
subject: aws_iam_policy
program: detection-response
controls: [A.8.15/protected, A.5.3]
why: >-
  Whoever holds this policy can switch off the record of what happens in the account, or send it elsewhere.
attack:
  text: >-
    The first call of the attacker stops the trail; what follows is written down nowhere.
  technique: T1562.008
fix: >-
  Allow cloudtrail:Get*, Describe*, List* and LookupEvents for reading; leave changing trails to one role that is not
  used for daily work.
equivalent: ["prowler:iam_policy_no_full_access_to_cloudtrail"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT
      s.effect = 'Allow'
      AND LOWER(s.action) IN ('cloudtrail:*', 'cloudtrail:stop*', 'cloudtrail:stoplogging', 'cloudtrail:delete*', 'cloudtrail:deletetrail', '*')
      AND NOT s.not_action
      AND list_contains(s.resource, '*')
      AND NOT s.not_resource
      AND NOT s.has_condition
    FROM aws_iam_policy_statement s
    WHERE s.policy_arn = p.arn
  ) AS passed,
  'The policy ' || p.name || ' lets its holders stop or delete every trail.' AS reason
FROM aws_iam_policy p
