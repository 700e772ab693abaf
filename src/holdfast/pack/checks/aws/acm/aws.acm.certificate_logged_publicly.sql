/*
id: aws.acm.certificate_logged_publicly
title: Certificates stand in the public transparency logs
severity: medium
subject: aws_acm_certificate
program: cloud-infrastructure
controls: [A.8.24, A.8.16]
why: >-
  Browsers refuse a certificate that no public log shows, and you could not tell a forged one from your own.
attack:
  text: A certificate for your name that somebody else obtained stays unseen, because not even your own are looked for.
  technique: T1588.004
fix: >-
  Turn transparency logging on (Terraform: aws_acm_certificate, options { certificate_transparency_logging_preference =
  "ENABLED" }); then issue it anew.
equivalent: ["prowler:acm_certificates_transparency_logs_enabled"]
*/
SELECT
  c.arn AS subject,
  c.type = 'AMAZON_ISSUED' AS applies,
  c.is_logged_publicly AS passed,
  'The certificate for ' || COALESCE(c.domain_name, c.arn) || ' is kept out of the public logs.' AS reason
FROM aws_acm_certificate c
