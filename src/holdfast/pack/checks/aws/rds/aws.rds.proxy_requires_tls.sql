/*
id: aws.rds.proxy_requires_tls
title: Proxies before databases refuse plain text
severity: medium
subject: aws_rds_proxy
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: The proxy stands before a database that may well refuse plain text; clients never meet that refusal.
attack:
  text: From any machine in the same network the attacker listens, and reads a password as it passes.
  technique: T1040
fix: >-
  aws rds modify-db-proxy --require-tls (Terraform: require_tls = true).
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.requires_tls AS passed,
  'The proxy ' || COALESCE(p.name, p.arn) || ' accepts connections in the clear.' AS reason
FROM aws_rds_proxy p
