/*
id: aws.vpc.client_vpn_asks_people_who_they_are
title: People sign in to client VPNs as themselves
severity: high
subject: aws_ec2_client_vpn_endpoint
program: identity-workplace
controls: [A.8.5/mfa, A.5.15, A.8.20]
why: >-
  A certificate in a file is all it takes to be inside your network: no sign-in, no second factor, and nobody who loses
  it when they leave.
attack:
  text: Somebody copies the profile from a laptop or a mailbox, and connects from anywhere until it expires in ten years.
  technique: T1133
fix: >-
  Add sign-in through your identity provider (Terraform: aws_ec2_client_vpn_endpoint, authentication_options { type =
  "federated-authentication", saml_provider_arn }).
*/
SELECT
  e.arn AS subject,
  TRUE AS applies,
  e.has_sign_in AS passed,
  COALESCE(e.name, e.arn) || ' asks for a certificate alone.' AS reason
FROM aws_ec2_client_vpn_endpoint e
