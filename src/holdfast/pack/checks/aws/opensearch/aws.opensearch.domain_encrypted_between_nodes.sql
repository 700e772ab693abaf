/*
id: aws.opensearch.domain_encrypted_between_nodes
title: Search domains encrypt what passes between nodes
severity: medium
subject: aws_opensearch_domain
program: cloud-infrastructure
controls: [A.8.24/in-transit]
why: Every document is copied from node to node. Sign-in with fine-grained rights also needs this to be on.
attack:
  text: Somebody on the same network segment reads documents as they are replicated.
  technique: T1040
fix: >-
  aws opensearch update-domain-config --node-to-node-encryption-options Enabled=true (Terraform:
  node_to_node_encryption { enabled = true }).
equivalent: ["prowler:opensearch_service_domains_node_to_node_encryption_enabled"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.encrypted_between_nodes AS passed,
  'The nodes of ' || COALESCE(d.name, d.arn) || ' exchange data in the clear.' AS reason
FROM aws_opensearch_domain d
