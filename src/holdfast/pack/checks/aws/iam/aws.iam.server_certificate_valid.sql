/*
id: aws.iam.server_certificate_valid
title: No expired certificates are kept in IAM
severity: medium
subject: aws_iam_server_certificate
program: cloud-infrastructure
controls: [A.8.24, A.8.9, "cis-aws:2.17"]
why: >-
  An expired certificate is of no use, and one click puts it on a load balancer, where every browser then warns your
  customers.
attack:
  text: >-
    Customers have learned to click your certificate's warning away. They do it again where an attacker stands between
    them and you with a certificate of their own, and hand over their session.
  technique: T1539
fix: >-
  Delete it: aws iam delete-server-certificate --server-certificate-name ... Let Certificate Manager issue the new one;
  it renews by itself.
equivalent: ["prowler:iam_no_expired_server_certificates_stored"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.expires_at > CURRENT_TIMESTAMP AS passed,
  'The certificate ' || c.name || ' expired on ' || CAST(CAST(c.expires_at AS DATE) AS VARCHAR) || '.' AS reason
FROM aws_iam_server_certificate c
