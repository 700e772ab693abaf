/*
id: aws.opensearch.domain_users_have_own_rights
title: Search domains give each user rights of their own
severity: high
subject: aws_opensearch_domain
program: cloud-infrastructure
controls: [A.8.3, A.5.15]
why: >-
  Without fine-grained access the domain knows one right only: all of it. A service that should read one index can
  delete every other.
attack:
  text: With the credentials of the smallest service that searches, the attacker reads and deletes all indexes.
  technique: T1213.006
fix: >-
  aws opensearch update-domain-config --advanced-security-options Enabled=true,... (Terraform:
  advanced_security_options), map a role for each service, then end the time of anonymous access.
equivalent: ["prowler:opensearch_service_domains_access_control_enabled"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.fine_grained_access AND NOT d.anonymous_access AS passed,
  'In ' || COALESCE(d.name, d.arn) || ', everybody who gets through the door may do everything.' AS reason
FROM aws_opensearch_domain d
