/*
id: aws.iam.group_of_administrators_has_mfa
title: Every member of a group of administrators has a second factor
severity: high
subject: aws_iam_group
program: identity-workplace
controls: [A.8.2, A.8.5/mfa]
why: >-
  Members of this group may do everything. One among them without a second factor makes the account as weak as that
  one password or key.
attack:
  text: >-
    Out of eight administrators the attacker needs the one who never set up the app; the list of members says who to
    try.
  technique: T1110.003
fix: >-
  Have the member add a passkey, or take the user out of the group. Programs do not belong into it: give them a role.
equivalent: ["prowler:iam_administrator_access_with_mfa"]
reads: {aws_iam_mfa_device: account}
*/
SELECT
  g.arn AS subject,
  any_of(SELECT p.allows_everything FROM aws_iam_group_policy p WHERE p.group_arn = g.arn) AS applies,
  every_of(
    SELECT any_of(SELECT d.kind <> 'sms' FROM aws_iam_mfa_device d WHERE d.user_arn = m.user_arn)
    FROM aws_iam_group_member m
    WHERE m.group_arn = g.arn
  ) AS passed,
  'The group ' || g.name || ' may do everything, and a member of it has no second factor: ' || COALESCE(
    first_of(
      SELECT m.user_arn
      FROM aws_iam_group_member m
      WHERE
        m.group_arn = g.arn AND NOT any_of(SELECT d.kind <> 'sms' FROM aws_iam_mfa_device d WHERE d.user_arn = m.user_arn)
    ),
    ''
  ) || '.' AS reason
FROM aws_iam_group g
