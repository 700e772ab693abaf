/*
id: aws.cognito.pool_registers_by_invitation
title: Nobody makes a user of a pool for themselves
severity: low
subject: aws_cognito_user_pool
program: product-security
controls: [A.5.16]
why: >-
  Anybody can make a user here. For a public shop that is the point; for the staff's tools it is a door.
attack:
  text: >-
    The attacker finds the pool's id in the page, makes a user, and is inside what only asked for "signed in".
  technique: T1136
fix: >-
  Set allow_admin_create_user_only in admin_create_user_config. Where customers register by themselves, record it as
  an exception.
equivalent: ["prowler:cognito_user_pool_self_registration_disabled"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  NOT p.self_registration AS passed,
  'Anybody can make a user in the user pool ' || p.name || '.' AS reason
FROM aws_cognito_user_pool p
