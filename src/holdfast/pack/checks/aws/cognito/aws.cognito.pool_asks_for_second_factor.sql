/*
id: aws.cognito.pool_asks_for_second_factor
title: User pools ask for a second factor
severity: medium
subject: aws_cognito_user_pool
program: product-security
controls: [A.8.5/mfa]
why: >-
  Customers use the same password in many places. Where the pool asks for nothing else, a leak elsewhere opens their
  account with you.
attack:
  text: >-
    The attacker tries a list of leaked mail addresses and passwords; one in a hundred fits.
  technique: T1110.004
fix: >-
  aws cognito-idp set-user-pool-mfa-config --mfa-configuration ON with an app's codes or passkeys. If customers choose
  for themselves, record that as an exception with what else protects them.
equivalent: ["prowler:cognito_user_pool_mfa_enabled"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.mfa = 'ON' AS passed,
  'The user pool ' || p.name || CASE WHEN p.mfa = 'OPTIONAL' THEN ' leaves a second factor to its users.' ELSE ' asks for no second factor.' END AS reason
FROM aws_cognito_user_pool p
