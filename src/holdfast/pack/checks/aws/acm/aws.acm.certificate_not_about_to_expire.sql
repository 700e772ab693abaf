/*
id: aws.acm.certificate_not_about_to_expire
title: Certificates are renewed 30 days before they end
severity: high
subject: aws_acm_certificate
program: cloud-infrastructure
controls: [A.8.24, A.8.21]
why: >-
  On the day on which this certificate ends, browsers and partners' programs refuse to talk to whatever shows it.
attack:
  text: >-
    It takes no attacker. But customers who learn to click a warning away will do so again where somebody else shows a
    certificate.
  technique: T1557
fix: >-
  For one that AWS issued, look why it was not renewed (mostly the DNS record that proves the domain is gone); import a
  new one over an imported one (aws acm import-certificate --certificate-arn ARN), or let AWS issue it (Terraform:
  aws_acm_certificate with validation_method = "DNS").
equivalent: ["prowler:acm_certificates_expiration_check"]
*/
SELECT
  c.arn AS subject,
  c.in_use AND c.has_end AS applies,
  c.expires_at > CURRENT_TIMESTAMP + INTERVAL 30 DAY AS passed,
  'The certificate for ' || COALESCE(c.domain_name, c.arn) || ' ends on ' || CAST(CAST(c.expires_at AS DATE) AS VARCHAR)
    || '.' AS reason
FROM aws_acm_certificate c
