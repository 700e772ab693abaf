/*
id: aws.appsync.api_behind_firewall
title: Public GraphQL APIs stand behind a web application firewall
severity: medium
subject: aws_appsync_graphql_api
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.21]
why: >-
  One address may ask as often and as deeply as it likes.
attack:
  text: Somebody sends nested queries that each cost seconds, until nobody else is answered.
  technique: T1499
fix: >-
  Associate a web ACL with a rate limit (Terraform: aws_wafv2_web_acl_association with the API's ARN).
*/
SELECT
  a.arn AS subject,
  NOT a.is_private AS applies,
  a.web_acl_arn <> '' AS passed,
  'No web ACL stands before ' || COALESCE(a.name, a.arn) || '.' AS reason
FROM aws_appsync_graphql_api a
