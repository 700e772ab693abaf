/*
id: aws.lambda.function_is_no_administrator
title: No function runs as an administrator
severity: critical
subject: aws_lambda_function
program: product-security
controls: [A.8.2, A.5.18]
why: >-
  The function's role may do everything in the account. A flaw in its code, or in any library that it loads, is then a
  flaw in everything.
attack:
  text: >-
    One manipulated library in the function's package reads the role's credentials from its environment and sends them
    out.
  technique: T1078.004
fix: >-
  Give the function a role of its own that may do what its code calls, and nothing else (IAM, Access Analyzer can write
  the policy from what was used).
reads: {aws_iam_role_policy: account}
*/
SELECT
  f.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT p.role_arn = f.role_arn AND p.allows_everything
    FROM aws_iam_role_policy p
    WHERE p.account_id = f.account_id
  ) AS passed,
  'The function ' || f.name || ' runs as ' || f.role_arn || ', which may do everything.' AS reason
FROM aws_lambda_function f
