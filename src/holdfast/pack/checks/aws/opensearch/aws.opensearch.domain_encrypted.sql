/*
id: aws.opensearch.domain_encrypted
title: Search domains are encrypted at rest
severity: high
subject: aws_opensearch_domain
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  An index holds whatever was made searchable, often whole documents. Its disks, logs and snapshots are readable by
  whoever gets hold of them.
attack:
  text: >-
    The attacker has the domain write a snapshot into a bucket of their own, and restores it elsewhere; no key is
    asked for.
  technique: T1530
fix: >-
  aws opensearch update-domain-config --encryption-at-rest-options Enabled=true,KmsKeyId=... (Terraform:
  encrypt_at_rest { enabled = true }). It cannot be undone, and takes a blue/green deployment.
equivalent: ["prowler:opensearch_service_domains_encryption_at_rest_enabled"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.encrypted_at_rest AS passed,
  'Indexes and logs of ' || COALESCE(d.name, d.arn) || ' are stored in the clear.' AS reason
FROM aws_opensearch_domain d
