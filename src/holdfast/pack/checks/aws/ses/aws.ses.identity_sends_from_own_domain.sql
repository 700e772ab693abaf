/*
id: aws.ses.identity_sends_from_own_domain
title: Mail has an envelope of the company's own domain
severity: low
subject: aws_ses_identity
program: cloud-infrastructure
controls: [A.5.14]
why: >-
  DMARC passes by DKIM or by SPF. With an envelope of your own both speak for your mail, and one may fail without
  losing it.
attack:
  text: >-
    A broken DKIM key makes receivers distrust your mail at the moment when you must tell customers of an incident.
  technique: T1656
fix: >-
  Console: SES, Identities, Custom MAIL FROM domain; add its MX and SPF records (Terraform:
  aws_sesv2_email_identity_mail_from_attributes).
*/
SELECT
  i.arn AS subject,
  i.kind <> 'EMAIL_ADDRESS' AS applies,
  i.mail_from_domain <> '' AS passed,
  'The envelope of mail from ' || COALESCE(i.name, i.arn)
  || ' names a domain of Amazon, so SPF does not speak for you.' AS reason
FROM aws_ses_identity i
