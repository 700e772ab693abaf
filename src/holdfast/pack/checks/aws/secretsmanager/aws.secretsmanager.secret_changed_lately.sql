/*
id: aws.secretsmanager.secret_changed_lately
title: Secrets were changed within the last 90 days
severity: medium
subject: aws_secretsmanager_secret
program: identity-workplace
controls: [A.5.17/rotated]
why: >-
  Rotation that is set up but fails, or that a person forgot, changes nothing. What counts is when the secret itself
  last became another one.
attack:
  text: A password that leaked a year ago still works, because the rotation has failed every night since and nobody looked.
  technique: T1552
fix: >-
  Rotate it now: aws secretsmanager rotate-secret --secret-id NAME, or put a new value by hand. If rotation is on, look
  into the log group of its Lambda function for why it fails.
*/
SELECT
  s.arn AS subject,
  NOT s.is_being_deleted AND NOT s.is_replica AS applies,
  (s.was_rotated AND s.last_rotated_at >= CURRENT_TIMESTAMP - INTERVAL 90 DAY)
  OR s.last_changed_at >= CURRENT_TIMESTAMP - INTERVAL 90 DAY AS passed,
  COALESCE(s.name, s.arn) || ' was last changed on ' || COALESCE(CAST(CAST(s.last_changed_at AS DATE) AS VARCHAR), 'a day long ago')
  || CASE WHEN s.rotates THEN ', although its rotation is on.' ELSE '.' END AS reason
FROM aws_secretsmanager_secret s
