/*
id: aws.cognito.identity_pool_takes_no_guests
title: Identity pools give no credentials to guests
severity: high
subject: aws_cognito_identity_pool
program: product-security
controls: [A.8.5, A.8.3]
why: >-
  Whoever knows the pool's id, which is in the page, gets AWS credentials from it without signing in. What they may do
  is then one role's policy away.
attack:
  text: >-
    The attacker takes the id from the application, asks for credentials, and tries every bucket and table with them.
  technique: T1078.004
fix: >-
  aws cognito-identity update-identity-pool --no-allow-unauthenticated-identities (Terraform:
  allow_unauthenticated_identities = false).
equivalent: ["prowler:cognito_identity_pool_guest_access_disabled"]
exposure: internet
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  NOT p.allows_guests AS passed,
  'The identity pool ' || p.name || ' gives AWS credentials to who has not signed in.' AS reason
FROM aws_cognito_identity_pool p
