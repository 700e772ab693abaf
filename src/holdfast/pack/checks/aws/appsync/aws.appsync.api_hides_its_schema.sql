/*
id: aws.appsync.api_hides_its_schema
title: Public GraphQL APIs do not tell their schema
severity: low
subject: aws_appsync_graphql_api
program: product-security
controls: [A.8.26, A.8.9]
why: >-
  Whoever may ask this API may ask for the list of everything in it, what you never show included.
attack:
  text: Somebody fetches the schema and reads which field nobody has thought to guard.
  technique: T1595
fix: >-
  Turn introspection off in production (Terraform: aws_appsync_graphql_api, introspection_config = "DISABLED").
*/
SELECT
  a.arn AS subject,
  NOT a.is_private AS applies,
  NOT a.shows_its_schema AS passed,
  COALESCE(a.name, a.arn) || ' answers questions about its own schema.' AS reason
FROM aws_appsync_graphql_api a
