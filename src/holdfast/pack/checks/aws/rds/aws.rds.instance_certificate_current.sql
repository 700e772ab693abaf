/*
id: aws.rds.instance_certificate_current
title: Databases show a certificate that has not run out
severity: high
subject: aws_rds_instance
program: cloud-infrastructure
controls: [A.8.24]
why: >-
  Clients that verify the certificate cannot connect; those that do connect do not verify, and would talk to anybody.
attack:
  text: >-
    Somebody on the network answers in the database's place, and clients that verify nothing give them the password.
  technique: T1040
fix: >-
  aws rds modify-db-instance --ca-certificate-identifier rds-ca-rsa2048-g1 after the new authority was put into the
  clients (Terraform: ca_cert_identifier).
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.ca_certificate <> 'rds-ca-2019' AS passed,
  'The authority that signed the certificate of ' || COALESCE(d.name, d.arn) || ' ran out in August 2024 ('
  || d.ca_certificate || ').' AS reason
FROM aws_rds_instance d
