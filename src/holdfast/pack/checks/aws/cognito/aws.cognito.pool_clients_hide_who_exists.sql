/*
id: aws.cognito.pool_clients_hide_who_exists
title: User pools' clients do not tell who has an account
severity: medium
subject: aws_cognito_user_pool
program: product-security
controls: [A.8.5]
why: >-
  If an unknown user gets another answer than a wrong password, the pool says of every mail address whether it is a
  customer's.
attack:
  text: >-
    The attacker asks for a list of addresses one by one, and writes to those that exist in your name.
  technique: T1589
fix: >-
  Set prevent_user_existence_errors to ENABLED on each client.
equivalent: ["prowler:cognito_user_pool_client_prevent_user_existence_errors"]
*/
SELECT
  p.arn AS subject,
  any_of(SELECT c.client_id <> '' FROM aws_cognito_user_pool_client c WHERE c.user_pool_arn = p.arn) AS applies,
  every_of(SELECT c.hides_who_exists FROM aws_cognito_user_pool_client c WHERE c.user_pool_arn = p.arn) AS passed,
  'The user pool ' || p.name || ' has a client that tells who has an account: ' || COALESCE(
    first_of(SELECT c.name FROM aws_cognito_user_pool_client c WHERE c.user_pool_arn = p.arn AND NOT c.hides_who_exists), ''
  ) || '.' AS reason
FROM aws_cognito_user_pool p
