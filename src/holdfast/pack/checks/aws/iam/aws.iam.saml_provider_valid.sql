/*
id: aws.iam.saml_provider_valid
title: Sign-in through SAML does not lapse
severity: medium
subject: aws_iam_saml_provider
program: identity-workplace
controls: [A.5.16, A.8.5]
why: >-
  On that day the account stops taking your sign-in's word, and nobody gets in by it. People who cannot work make
  users with passwords then.
attack:
  text: >-
    In the hurry after the sign-in has lapsed somebody makes an IAM user with every right and no second factor, and
    nobody remembers to remove it.
  technique: T1136.003
fix: >-
  Download the new metadata from your sign-in, and aws iam update-saml-provider with it (Terraform:
  saml_metadata_document). Better: sign people in through Identity Center.
*/
SELECT
  p.arn AS subject,
  p.has_end AS applies,
  p.expires_at > CURRENT_TIMESTAMP + INTERVAL '30' DAY AS passed,
  'The SAML provider ' || p.name || ' holds until ' || CAST(CAST(p.expires_at AS DATE) AS VARCHAR) || '.' AS reason
FROM aws_iam_saml_provider p
