/*
id: aws.sagemaker.domain_signs_in_centrally
title: People sign in to Studio as everywhere else
severity: medium
subject: aws_sagemaker_domain
program: identity-workplace
controls: [A.5.16, A.8.5]
why: Whoever may make the sign-in address for one profile may make it for all, so nobody can tell who did what.
attack:
  text: With one role the attacker opens the space of every data scientist, as that person.
  technique: T1550
fix: >-
  The way to sign in is chosen when the domain is made: make a new one with AuthMode SSO (Terraform: auth_mode =
  "SSO").
equivalent: ["prowler:sagemaker_domain_sso_configured"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.sign_in = 'SSO' AS passed,
  'People sign in to ' || COALESCE(d.name, d.arn) || ' by IAM, not through Identity Center.' AS reason
FROM aws_sagemaker_domain d
