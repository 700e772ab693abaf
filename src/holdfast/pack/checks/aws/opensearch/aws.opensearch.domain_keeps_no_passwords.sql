/*
id: aws.opensearch.domain_keeps_no_passwords
title: Search domains keep no users of their own
severity: medium
subject: aws_opensearch_domain
program: cloud-infrastructure
controls: [A.5.16, A.8.5]
why: >-
  Users that live in the domain are not removed when somebody leaves, know no second factor, and nobody reviews them.
attack:
  text: A former engineer's password still works, months after their account was closed.
  technique: T1078
fix: >-
  Set an IAM role as master user and turn the database off (Terraform: advanced_security_options {
  internal_user_database_enabled = false, master_user_options { master_user_arn } }); let people in through SAML or
  IAM Identity Center.
equivalent: ["prowler:opensearch_service_domains_internal_user_database_enabled"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  NOT d.internal_users AS passed,
  'Users with passwords are kept in ' || COALESCE(d.name, d.arn)
  || ' itself, apart from everybody else''s sign-in.' AS reason
FROM aws_opensearch_domain d
