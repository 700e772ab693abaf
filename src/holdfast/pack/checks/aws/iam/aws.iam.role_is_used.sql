/*
id: aws.iam.role_is_used
title: Roles that nobody uses are removed
severity: low
subject: aws_iam_role
program: identity-workplace
controls: [A.5.18]
why: >-
  A role that nothing has used for 90 days is a right without a purpose: nobody would miss it, and nobody would notice
  its misuse.
attack:
  text: >-
    The role of a partner whose contract has ended still trusts their account, and their account has been broken into.
  technique: T1199
fix: >-
  Ask the owner; then deny it everything for a week (attach AWSDenyAll), and delete it if nobody calls.
*/
SELECT
  r.arn AS subject,
  NOT r.is_service_linked
  AND r.path NOT LIKE '/aws-reserved/%'
  AND r.created_at < CURRENT_TIMESTAMP - INTERVAL 90 DAY AS applies,
  r.used AND r.last_used_at > CURRENT_TIMESTAMP - INTERVAL 90 DAY AS passed,
  'The role ' || r.name || COALESCE(
    ' was last used on ' || CAST(CAST(r.last_used_at AS DATE) AS VARCHAR),
    ', made on ' || CAST(CAST(r.created_at AS DATE) AS VARCHAR) || ', has not been used as long as AWS remembers',
    ' is not used'
  ) || '.' AS reason
FROM aws_iam_role r
