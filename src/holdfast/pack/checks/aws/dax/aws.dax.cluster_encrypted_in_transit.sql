/*
id: aws.dax.cluster_encrypted_in_transit
title: DAX clusters speak TLS
severity: medium
subject: aws_dax_cluster
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: DynamoDB itself answers over TLS only. A cache before it that does not gives that away.
attack:
  text: From any machine in the same network the attacker listens, and reads items as they pass.
  technique: T1040
fix: >-
  It can only be set when the cluster is made: make a new one with cluster_endpoint_encryption_type = "TLS" and move
  clients to its daxs:// address.
equivalent: ["prowler:dynamodb_accelerator_cluster_in_transit_encryption_enabled"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.encrypted_in_transit AS passed,
  'The cluster ' || COALESCE(c.name, c.arn) || ' talks in the clear.' AS reason
FROM aws_dax_cluster c
