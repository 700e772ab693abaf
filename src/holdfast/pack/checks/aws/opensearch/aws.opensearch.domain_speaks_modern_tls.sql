/*
id: aws.opensearch.domain_speaks_modern_tls
title: Search domains accept TLS 1.2 and newer only
severity: medium
subject: aws_opensearch_domain
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.8.24]
why: >-
  TLS 1.0 and 1.1 have known weaknesses, and auditors and customers ask for their end. Clients of the last ten years
  speak 1.2.
attack:
  text: Between a client and the domain, the attacker talks both down to TLS 1.0 and attacks its ciphers.
  technique: T1040
fix: >-
  aws opensearch update-domain-config --domain-endpoint-options TLSSecurityPolicy=Policy-Min-TLS-1-2-PFS-2023-10
  (Terraform: domain_endpoint_options { tls_security_policy }).
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.tls_policy LIKE 'Policy-Min-TLS-1-2-%' AS passed,
  'The domain ' || COALESCE(d.name, d.arn) || ' still speaks old TLS (' || d.tls_policy || ').' AS reason
FROM aws_opensearch_domain d
