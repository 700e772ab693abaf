/*
id: aws.secretsmanager.secret_in_use
title: Secrets that nobody reads are removed
severity: low
subject: aws_secretsmanager_secret
program: identity-workplace
controls: [A.5.17/rotated, A.8.10]
why: >-
  A secret that nobody has read for 90 days opens something that nobody looks after: an old database user, a partner's
  key. What it opens is still open.
attack:
  text: An intruder tries the forgotten secrets first, because nobody will notice that they are used again.
  technique: T1555.006
fix: >-
  Find what it opens and revoke that first (drop the database user, cancel the partner's key). Then delete the secret:
  AWS keeps it for 7 to 30 days, in which it can be brought back.
equivalent: ["prowler:secretsmanager_secret_unused"]
*/
SELECT
  s.arn AS subject,
  NOT s.is_being_deleted AND NOT s.is_replica AS applies,
  (s.was_accessed AND s.last_accessed_at >= CURRENT_TIMESTAMP - INTERVAL 90 DAY)
  OR s.created_at >= CURRENT_TIMESTAMP - INTERVAL 90 DAY AS passed,
  COALESCE(s.name, s.arn)
  || CASE
    WHEN s.was_accessed THEN ' was last read on ' || COALESCE(CAST(CAST(s.last_accessed_at AS DATE) AS VARCHAR), 'a day long ago')
    ELSE ' was never read since it was created' || COALESCE(' on ' || CAST(CAST(s.created_at AS DATE) AS VARCHAR), '')
  END
  || '.' AS reason
FROM aws_secretsmanager_secret s
