/*
id: aws.acm.certificate_renews_by_itself
title: Certificates in use renew by themselves
severity: low
subject: aws_acm_certificate
program: cloud-infrastructure
controls: [A.8.24, A.8.21]
why: >-
  Somebody must remember to renew this certificate; the person who imported it may be gone by then. Certificates live
  ever shorter, so that this comes round more often each year.
attack:
  text: An outage on the day it ends, and an emergency in which somebody pastes a private key into a chat.
  technique: T1552.004
fix: >-
  Let Certificate Manager issue it, validated by DNS (Terraform: aws_acm_certificate, validation_method = "DNS", and
  aws_route53_record for it), and leave the record in place.
*/
SELECT
  c.arn AS subject,
  c.in_use AS applies,
  c.renews_by_itself AND c.renewal_status NOT IN ('FAILED', 'PENDING_VALIDATION') AS passed,
  CASE
    WHEN c.type = 'IMPORTED' THEN 'The certificate for ' || COALESCE(c.domain_name, c.arn) || ' was imported by hand.'
    ELSE 'AWS cannot renew the certificate for ' || COALESCE(c.domain_name, c.arn) || '.'
  END AS reason
FROM aws_acm_certificate c
