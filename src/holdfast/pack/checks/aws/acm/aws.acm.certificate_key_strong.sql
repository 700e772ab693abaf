/*
id: aws.acm.certificate_key_strong
title: Certificates have strong keys and signatures
severity: high
subject: aws_acm_certificate
program: cloud-infrastructure
controls: [A.8.24]
why: >-
  The key of this certificate, or how it is signed, is too weak for what is known today; browsers drop such ones without
  asking.
attack:
  text: With enough computing, somebody finds the private key or forges a certificate, and stands between you and a customer.
  technique: T1557
fix: >-
  Issue it anew with RSA of 2,048 bits or more, or an elliptic curve (Terraform: aws_acm_certificate, key_algorithm =
  "EC_prime256v1"), and a SHA-2 signature.
equivalent: ["prowler:acm_certificates_with_secure_key_algorithms"]
*/
SELECT
  c.arn AS subject,
  c.has_end AS applies,
  c.key_algorithm NOT IN ('RSA_1024', 'EC_prime192v1')
  AND c.signature_algorithm NOT LIKE 'SHA1%'
  AND c.signature_algorithm NOT LIKE 'MD5%' AS passed,
  'The certificate for ' || COALESCE(c.domain_name, c.arn) || ' has a ' || c.key_algorithm || ' key, signed by '
    || c.signature_algorithm || '.' AS reason
FROM aws_acm_certificate c
