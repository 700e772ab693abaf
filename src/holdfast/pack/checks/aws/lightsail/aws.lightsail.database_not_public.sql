/*
id: aws.lightsail.database_not_public
title: Lightsail databases are not reachable from the internet
severity: critical
subject: aws_lightsail_database
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.3, A.8.12]
why: >-
  The whole internet may try passwords against this database; Lightsail has no firewall for it.
attack:
  text: Scanners find it within minutes and try leaked passwords, day and night.
  technique: T1190
fix: >-
  Turn off public mode: aws lightsail update-relational-database --no-publicly-accessible
  --relational-database-name NAME (Terraform: aws_lightsail_database, publicly_accessible = false).
equivalent: ["prowler:lightsail_database_public"]
exposure: internet
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  NOT d.is_public AS passed,
  'The internet reaches the database ' || COALESCE(d.name, d.arn) || '.' AS reason
FROM aws_lightsail_database d
