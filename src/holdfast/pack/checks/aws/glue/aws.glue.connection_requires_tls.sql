/*
id: aws.glue.connection_requires_tls
title: Connections of Glue refuse plain text
severity: medium
subject: aws_glue_connection
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: Jobs send a database's password, and then read much of it, over this connection.
attack:
  text: Somebody on the network between the job and the database reads both as they pass.
  technique: T1040
fix: >-
  Console: Glue, Connections, Require SSL connection (Terraform: connection_properties = { JDBC_ENFORCE_SSL = "true"
  }).
equivalent: ["prowler:glue_database_connections_ssl_enabled"]
*/
SELECT
  c.arn AS subject,
  c.can_require_tls AS applies,
  c.requires_tls AS passed,
  'The connection ' || COALESCE(c.name, c.arn) || ' may talk in the clear.' AS reason
FROM aws_glue_connection c
