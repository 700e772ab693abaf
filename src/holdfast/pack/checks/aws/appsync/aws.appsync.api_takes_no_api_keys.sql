/*
id: aws.appsync.api_takes_no_api_keys
title: GraphQL APIs take no API key for a sign-in
severity: high
subject: aws_appsync_graphql_api
program: product-security
controls: [A.8.5, A.8.3, A.8.26]
why: >-
  The key stands in your web app, where everybody reads it; with it, anybody asks this API for what it has.
attack:
  text: Somebody copies the key from the page's script, asks for the schema, and then for everything in it.
  technique: T1552
fix: >-
  Use Cognito, OIDC, IAM or a Lambda authorizer (Terraform: aws_appsync_graphql_api, authentication_type and
  additional_authentication_provider). If part of it is public on purpose, record an exception.
equivalent: ["prowler:appsync_graphql_api_no_api_key_authentication"]
exposure: internet
*/
SELECT
  a.arn AS subject,
  NOT a.is_private AS applies,
  NOT a.takes_api_keys AS passed,
  'An API key is enough to ask ' || COALESCE(a.name, a.arn) || '.' AS reason
FROM aws_appsync_graphql_api a
