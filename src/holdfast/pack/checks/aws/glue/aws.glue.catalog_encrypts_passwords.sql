/*
id: aws.glue.catalog_encrypts_passwords
title: Passwords of connections are encrypted in the data catalog
severity: medium
subject: aws_glue_catalog
program: cloud-infrastructure
controls: [A.5.17, A.8.24/at-rest]
why: Whoever may call GetConnection reads the passwords of your databases, without any key.
attack:
  text: With a role that may only read the catalog the attacker learns the warehouse's password.
  technique: T1552.001
fix: >-
  Console: Glue, Catalog settings, Encrypt connection passwords (Terraform: aws_glue_data_catalog_encryption_settings,
  connection_password_encryption); better, use Secrets Manager in connections.
equivalent: ["prowler:glue_data_catalogs_connection_passwords_encryption_enabled"]
*/
SELECT
  c.arn AS subject,
  c.has_databases AS applies,
  c.encrypts_passwords AS passed,
  'The ' || COALESCE(c.name, c.arn)
  || ' gives passwords of connections in the clear to whoever may read connections.' AS reason
FROM aws_glue_catalog c
