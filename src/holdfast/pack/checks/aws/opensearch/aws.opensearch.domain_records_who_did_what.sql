/*
id: aws.opensearch.domain_records_who_did_what
title: Search domains record who did what
severity: medium
subject: aws_opensearch_domain
program: detection-response
controls: [A.8.15/recorded]
why: After an incident, the audit log alone says which documents were read and by whom, and so whom you must tell.
attack:
  text: The attacker searches customers' documents for weeks, and nobody can say afterwards which ones.
  technique: T1562.008
fix: >-
  Turn on fine-grained access, then aws opensearch update-domain-config --log-publishing-options AUDIT_LOGS=...
  (Terraform: log_publishing_options { log_type = "AUDIT_LOGS" }), and choose in the dashboards what is recorded.
equivalent: ["prowler:opensearch_service_domains_audit_logging_enabled"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.exports_audit_log AS passed,
  'No audit log of ' || COALESCE(d.name, d.arn) || ' is kept.' AS reason
FROM aws_opensearch_domain d
