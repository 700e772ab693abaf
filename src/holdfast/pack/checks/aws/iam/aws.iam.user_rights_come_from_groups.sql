/*
id: aws.iam.user_rights_come_from_groups
title: Users get their rights from groups alone
severity: low
subject: aws_iam_user
program: identity-workplace
controls: [A.5.18, A.5.15, "cis-aws:2.13"]
why: >-
  Rights that hang on a single user are forgotten when the person changes role, and no review of groups finds them.
attack:
  text: >-
    Somebody moved from operations to sales and kept the database rights; their stolen laptop now reads customers' data.
  technique: T1078.004
fix: >-
  Put the user into a group that holds the policy, then detach the policy from the user and delete its inline policies.
  The right to change one's own password (IAMUserChangePassword), which AWS's console attaches by itself, may stay.
equivalent: ["prowler:iam_policy_attached_only_to_group_or_roles"]
*/
SELECT
  u.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT NOT (p.policy_name = 'IAMUserChangePassword' AND p.is_aws_managed)
    FROM aws_iam_user_policy p
    WHERE p.user_arn = u.arn
  ) AS passed,
  'The policy ' || COALESCE(
    first_of(
      SELECT p.policy_name || CASE WHEN p.is_inline THEN ' is written into' ELSE ' is attached to' END
      FROM aws_iam_user_policy p
      WHERE p.user_arn = u.arn AND NOT (p.policy_name = 'IAMUserChangePassword' AND p.is_aws_managed)
    ),
    'hangs on'
  ) || ' the user ' || u.name || ' itself.' AS reason
FROM aws_iam_user u
