/*
id: aws.cognito.pool_passwords_mixed
title: User pools ask for passwords of several kinds of characters
severity: low
subject: aws_cognito_user_pool
program: product-security
controls: [A.5.17]
why: >-
  Where a policy asks for letters alone, people choose words.
attack:
  text: >-
    The attacker begins with the words of a dictionary, and is soon through.
  technique: T1110.001
fix: >-
  Ask for upper and lower case, digits and signs in the pool's password policy.
equivalent:
  - prowler:cognito_user_pool_password_policy_uppercase
  - prowler:cognito_user_pool_password_policy_lowercase
  - prowler:cognito_user_pool_password_policy_number
  - prowler:cognito_user_pool_password_policy_symbol
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.password_upper AND p.password_lower AND p.password_number AND p.password_symbol AS passed,
  'The user pool ' || p.name || ' does not ask for every kind of character.' AS reason
FROM aws_cognito_user_pool p
