/*
id: aws.cognito.pool_protected_from_deletion
title: User pools refuse to be deleted
severity: medium
subject: aws_cognito_user_pool
program: product-security
controls: [A.8.13, A.5.30]
why: >-
  With the pool go all its users and their passwords; there is no backup of them.
attack:
  text: >-
    One call with the wrong id, or one by somebody angry, and no customer can sign in again.
  technique: T1485
fix: >-
  aws cognito-idp update-user-pool --deletion-protection ACTIVE (Terraform: deletion_protection).
equivalent: ["prowler:cognito_user_pool_deletion_protection_enabled"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.deletion_protected AS passed,
  'The user pool ' || p.name || ' can be deleted by one call.' AS reason
FROM aws_cognito_user_pool p
