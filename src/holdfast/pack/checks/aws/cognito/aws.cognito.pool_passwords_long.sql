/*
id: aws.cognito.pool_passwords_long
title: User pools ask for long passwords
severity: medium
subject: aws_cognito_user_pool
program: product-security
controls: [A.5.17, A.8.5]
why: >-
  A password's length is what makes guessing it dear.
attack:
  text: >-
    The attacker who got the hashes in another way tries all passwords of eight letters in an afternoon.
  technique: T1110.002
fix: >-
  Set the pool's password policy to fourteen characters or more (Terraform: password_policy of aws_cognito_user_pool).
equivalent: ["prowler:cognito_user_pool_password_policy_minimum_length_14"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.password_length >= 14 AS passed,
  'The user pool ' || p.name || ' takes passwords of ' || CAST(p.password_length AS VARCHAR) || ' characters.' AS reason
FROM aws_cognito_user_pool p
