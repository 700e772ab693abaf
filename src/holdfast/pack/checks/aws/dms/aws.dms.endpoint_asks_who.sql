/*
id: aws.dms.endpoint_asks_who
title: Databases that DMS copies ask who is there
severity: medium
subject: aws_dms_endpoint
program: cloud-infrastructure
controls: [A.8.5, A.8.3]
why: If DMS need not sign in there, neither need anybody else who reaches it on the network.
attack:
  text: From a foothold in the network the attacker connects as DMS does, and copies everything.
  technique: T1213.006
fix: >-
  Turn sign-in on at the database, then aws dms modify-endpoint with AuthType=password (MongoDB), AuthType=auth-token
  (Redis) or IamAuthEnabled=true (Neptune).
equivalent:
  - prowler:dms_endpoint_mongodb_authentication_enabled
  - prowler:dms_endpoint_neptune_iam_authorization_enabled
*/
SELECT
  e.arn AS subject,
  TRUE AS applies,
  e.asks_who AS passed,
  'The ' || e.engine || ' at ' || COALESCE(e.name, e.arn)
  || ' lets DMS, and everyone else, in without signing in.' AS reason
FROM aws_dms_endpoint e
