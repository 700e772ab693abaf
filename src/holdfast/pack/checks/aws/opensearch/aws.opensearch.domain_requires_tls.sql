/*
id: aws.opensearch.domain_requires_tls
title: Search domains refuse plain HTTP
severity: high
subject: aws_opensearch_domain
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: One client with an old address is enough to send queries, documents and a password in the clear.
attack:
  text: Somebody on the same network as one careless client reads its password as it passes, and then the whole index.
  technique: T1040
fix: >-
  aws opensearch update-domain-config --domain-endpoint-options
  EnforceHTTPS=true,TLSSecurityPolicy=Policy-Min-TLS-1-2-PFS-2023-10 (Terraform: domain_endpoint_options {
  enforce_https = true }).
equivalent: ["prowler:opensearch_service_domains_https_communications_enforced"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.requires_tls AS passed,
  'The domain ' || COALESCE(d.name, d.arn) || ' answers over plain HTTP.' AS reason
FROM aws_opensearch_domain d
