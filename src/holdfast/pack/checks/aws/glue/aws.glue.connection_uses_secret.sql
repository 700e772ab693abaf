/*
id: aws.glue.connection_uses_secret
title: Connections of Glue keep their password in Secrets Manager
severity: medium
subject: aws_glue_connection
program: cloud-infrastructure
controls: [A.5.17]
why: A password in a connection is shown to whoever may read connections, and nobody ever changes it.
attack:
  text: With a role that may read connections the attacker learns the warehouse's password and signs in as the job.
  technique: T1552.001
fix: >-
  Put the password into Secrets Manager and name it in the connection (Terraform: connection_properties = { SECRET_ID
  = ... }), then change it.
equivalent: ["prowler:glue_catalog_connection_no_secrets"]
*/
SELECT
  c.arn AS subject,
  c.has_user OR c.uses_secret AS applies,
  c.uses_secret AS passed,
  'The connection ' || COALESCE(c.name, c.arn) || ' carries a password of its own.' AS reason
FROM aws_glue_connection c
