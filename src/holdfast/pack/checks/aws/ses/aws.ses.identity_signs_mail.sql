/*
id: aws.ses.identity_signs_mail
title: Mail is signed with DKIM
severity: medium
subject: aws_ses_identity
program: cloud-infrastructure
controls: [A.5.14, A.8.24/in-transit]
why: Without DKIM, receivers cannot tell your mail from a forgery, and DMARC cannot refuse forgeries in your name.
attack:
  text: Somebody writes to your customers as you, asks for their password, and no mail service can see the difference.
  technique: T1656
fix: >-
  Console: SES, Identities, Authentication, Easy DKIM; put the three CNAME records into DNS (Terraform:
  aws_sesv2_email_identity with dkim_signing_attributes, and aws_route53_record).
equivalent: ["prowler:ses_identity_dkim_enabled"]
*/
SELECT
  i.arn AS subject,
  i.kind <> 'EMAIL_ADDRESS' AS applies,
  i.dkim_signed AS passed,
  'Mail from ' || COALESCE(i.name, i.arn) || ' carries no signature that receivers can verify (' || i.dkim_status
  || ').' AS reason
FROM aws_ses_identity i
