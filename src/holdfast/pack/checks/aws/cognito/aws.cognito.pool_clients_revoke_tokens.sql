/*
id: aws.cognito.pool_clients_revoke_tokens
title: User pools' clients can take tokens back
severity: medium
subject: aws_cognito_user_pool
program: product-security
controls: [A.8.5]
why: >-
  When a customer says that their phone was stolen, its tokens must end. Without this they go on until they run out.
attack:
  text: >-
    The attacker uses the refresh token of a stolen phone for weeks after the customer changed the password.
  technique: T1550.001
fix: >-
  Set enable_token_revocation on each client.
equivalent: ["prowler:cognito_user_pool_client_token_revocation_enabled"]
*/
SELECT
  p.arn AS subject,
  any_of(SELECT c.client_id <> '' FROM aws_cognito_user_pool_client c WHERE c.user_pool_arn = p.arn) AS applies,
  every_of(SELECT c.revokes_tokens FROM aws_cognito_user_pool_client c WHERE c.user_pool_arn = p.arn) AS passed,
  'The user pool ' || p.name || ' has a client whose tokens cannot be taken back: ' || COALESCE(
    first_of(SELECT c.name FROM aws_cognito_user_pool_client c WHERE c.user_pool_arn = p.arn AND NOT c.revokes_tokens), ''
  ) || '.' AS reason
FROM aws_cognito_user_pool p
