/*
id: aws.cognito.pool_temporary_passwords_end
title: Temporary passwords of user pools end within a week
severity: low
subject: aws_cognito_user_pool
program: product-security
controls: [A.5.17]
why: >-
  A temporary password is in a mail. Until it is used or ends, whoever reads the mail has it.
attack:
  text: >-
    The attacker searches an old mailbox for invitations that nobody has followed.
  technique: T1552
fix: >-
  Set temporary_password_validity_days to 7 or less in the pool's password policy.
equivalent: ["prowler:cognito_user_pool_temporary_password_expiration"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.temporary_password_days <= 7 AS passed,
  'Temporary passwords of the user pool ' || p.name || ' hold for ' || CAST(p.temporary_password_days AS VARCHAR) || ' days.' AS reason
FROM aws_cognito_user_pool p
