/*
id: aws.redshift.snapshot_not_shared
title: Snapshots of warehouses are not shared
severity: high
subject: aws_redshift_snapshot
program: cloud-infrastructure
controls: [A.8.12, A.8.3]
why: >-
  Whoever may restore a snapshot has all the data that it was taken of, as it was then, and you cannot take it back.
attack:
  text: The attacker shares a snapshot with an account of their own, restores it there and reads at leisure.
  technique: T1537
fix: >-
  aws redshift revoke-snapshot-access --account-with-restore-access ACCOUNT. If sharing is meant, record an exception.
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  array_length(s.shared_with) = 0 AS passed,
  'The snapshot ' || COALESCE(s.name, s.arn) || ' may be restored by other accounts.' AS reason
FROM aws_redshift_snapshot s
