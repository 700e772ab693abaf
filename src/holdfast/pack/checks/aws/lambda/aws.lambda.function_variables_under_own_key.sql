/*
id: aws.lambda.function_variables_under_own_key
title: Functions' variables are encrypted with a key of ours
severity: low
subject: aws_lambda_function
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  The variables are encrypted with AWS's key, which opens for everybody who may read the function. With a key of yours,
  reading them takes a second right, and leaves a line in the log.
attack:
  text: >-
    Read-only access to the account is enough to see every function's variables in clear text.
  technique: T1552
fix: >-
  Set kms_key_arn on the function (aws lambda update-function-configuration --kms-key-arn ...), and allow its role to
  use the key.
equivalent: ["prowler:awslambda_function_env_vars_not_encrypted_with_cmk"]
*/
SELECT
  f.arn AS subject,
  f.has_variables AS applies,
  f.kms_key_arn <> '' AS passed,
  'The variables of the function ' || f.name || ' are encrypted with AWS''s key.' AS reason
FROM aws_lambda_function f
