/*
id: aws.dms.endpoint_encrypted_in_transit
title: DMS speaks TLS with the databases that it copies
severity: high
subject: aws_dms_endpoint
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: >-
  A whole database passes through here, often over a network that was joined for the purpose. Without TLS so does its
  password.
attack:
  text: Somebody on the way between the old data centre and AWS records the migration, and has the database.
  technique: T1040
fix: >-
  aws dms modify-endpoint --ssl-mode require, or better verify-full with --certificate-arn (Terraform: ssl_mode); for
  Redis set redis_settings { ssl_security_protocol }.
equivalent: ["prowler:dms_endpoint_ssl_enabled", "prowler:dms_endpoint_redis_in_transit_encryption_enabled"]
*/
SELECT
  e.arn AS subject,
  TRUE AS applies,
  e.encrypted_in_transit AS passed,
  'DMS talks with ' || COALESCE(e.name, e.arn) || ' in the clear.' AS reason
FROM aws_dms_endpoint e
