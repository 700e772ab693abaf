/*
id: aws.rds.cluster_requires_tls
title: Database clusters refuse connections without TLS
severity: medium
subject: aws_rds_cluster
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: One service with TLS off sends its password, and what it reads, in the clear.
attack:
  text: From any machine in the same network the attacker listens, and reads a password as it passes.
  technique: T1040
fix: >-
  Set the parameter in a cluster parameter group of your own: rds.force_ssl = 1 (PostgreSQL), require_secure_transport
  = ON (MySQL), tls = enabled (DocumentDB), neptune_enforce_ssl = 1 (Terraform: aws_rds_cluster_parameter_group).
*/
SELECT
  c.arn AS subject,
  c.tls_parameter <> '' AS applies,
  c.requires_tls AS passed,
  'The cluster ' || COALESCE(c.name, c.arn) || ' accepts connections in the clear: '
  || COALESCE(c.tls_parameter, 'its TLS parameter') || ' is not set.' AS reason
FROM aws_rds_cluster c
