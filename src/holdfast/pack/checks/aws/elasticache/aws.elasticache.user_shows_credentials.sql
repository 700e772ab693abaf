/*
id: aws.elasticache.user_shows_credentials
title: Users of caches show credentials
severity: high
subject: aws_elasticache_user
program: cloud-infrastructure
controls: [A.8.5, A.5.17]
why: >-
  A group of users guards a cache only as well as its weakest user. This one asks for nothing, so whoever reaches the
  network has its rights.
attack:
  text: The attacker connects without a name, is taken for this user, and reads what it may read.
  technique: T1078.001
fix: >-
  aws elasticache modify-user --user-id ID --authentication-mode Type=iam (or passwords); replace a group's default
  user by one with the access string "off" (Terraform: authentication_mode).
*/
SELECT
  u.arn AS subject,
  u.in_group AS applies,
  u.authentication <> 'no-password' AS passed,
  'The user ' || COALESCE(u.name, u.arn) || ' signs in without a password.' AS reason
FROM aws_elasticache_user u
