/*
id: aws.cognito.pool_stops_odd_sign_ins
title: User pools stop odd sign-ins
severity: medium
subject: aws_cognito_user_pool
program: product-security
controls: [A.8.5, A.8.16]
why: >-
  Threat protection knows passwords that have leaked, and sign-ins from where the user never was. In audit it only
  writes them down.
attack:
  text: >-
    With a leaked password the attacker signs in from another continent, and the pool lets them.
  technique: T1110.004
fix: >-
  Switch threat protection to full function (Terraform: user_pool_add_ons, advanced_security_mode ENFORCED); it needs
  the Plus plan.
equivalent: ["prowler:cognito_user_pool_advanced_security_enabled"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.threat_protection = 'ENFORCED' AS passed,
  'The user pool ' || p.name || CASE WHEN p.threat_protection = 'AUDIT' THEN ' writes odd sign-ins down and stops none.' ELSE ' does not look for odd sign-ins.' END AS reason
FROM aws_cognito_user_pool p
