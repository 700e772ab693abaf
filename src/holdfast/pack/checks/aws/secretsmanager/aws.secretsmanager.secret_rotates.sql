/*
id: aws.secretsmanager.secret_rotates
title: Secrets rotate by themselves
severity: medium
subject: aws_secretsmanager_secret
program: identity-workplace
controls: [A.5.17/rotated]
why: >-
  A password that never changes is known, after some years, to everybody who ever worked on the service, and to every
  old backup and laptop. Rotation makes what leaked worthless by itself.
attack:
  text: A password from an old laptop, or from a log of two years ago, still opens the database today.
  technique: T1552
fix: >-
  Turn on rotation. For RDS, Redshift and DocumentDB AWS brings the function (managed rotation, two clicks); for others,
  write a small Lambda function (Terraform: aws_secretsmanager_secret_rotation). What a partner issues and cannot be
  rotated by machine belongs on an exception with a date.
equivalent: ["prowler:secretsmanager_automatic_rotation_enabled"]
*/
SELECT
  s.arn AS subject,
  NOT s.is_being_deleted AND NOT s.is_replica AS applies,
  s.rotates AS passed,
  'No rotation is set for ' || COALESCE(s.name, s.arn) || '; it was last changed'
  || COALESCE(' on ' || CAST(CAST(s.last_changed_at AS DATE) AS VARCHAR), '') || '.' AS reason
FROM aws_secretsmanager_secret s
