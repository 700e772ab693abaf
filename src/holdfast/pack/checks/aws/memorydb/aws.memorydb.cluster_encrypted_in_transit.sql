/*
id: aws.memorydb.cluster_encrypted_in_transit
title: MemoryDB clusters speak TLS
severity: high
subject: aws_memorydb_cluster
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: >-
  MemoryDB is often the only home of its data. Without TLS all of it passes through the network in the clear, and
  clients cannot tell whom they talk to.
attack:
  text: From any machine in the same network the attacker listens, and reads what your service stores.
  technique: T1040
fix: >-
  TLS can only be chosen when the cluster is made: restore a snapshot into a new cluster with it (Terraform:
  tls_enabled = true).
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.encrypted_in_transit AS passed,
  'The cluster ' || COALESCE(c.name, c.arn) || ' talks in the clear.' AS reason
FROM aws_memorydb_cluster c
