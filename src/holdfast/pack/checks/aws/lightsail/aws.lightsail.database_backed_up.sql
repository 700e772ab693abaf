/*
id: aws.lightsail.database_backed_up
title: Lightsail databases are backed up
severity: medium
subject: aws_lightsail_database
program: cloud-infrastructure
controls: [A.8.13/taken, A.5.30]
why: >-
  What is lost or overwritten in this database is gone.
attack:
  text: Somebody deletes the tables and asks for money.
  technique: T1485
fix: >-
  Turn on backup retention (Terraform: aws_lightsail_database, backup_retention_enabled = true).
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.is_backed_up AS passed,
  'The database ' || COALESCE(d.name, d.arn) || ' is not backed up.' AS reason
FROM aws_lightsail_database d
