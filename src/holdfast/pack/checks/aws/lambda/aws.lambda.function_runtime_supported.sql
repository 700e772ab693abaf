/*
id: aws.lambda.function_runtime_supported
title: Functions run on a runtime that AWS still patches
severity: medium
subject: aws_lambda_function
program: product-security
controls: [A.8.8, A.8.19]
why: >-
  AWS no longer mends holes in this runtime, and after a while lets you change the function no more, not even to mend
  your own.
attack:
  text: >-
    A hole in the old language version becomes known; every function on it can be attacked, and none of them can be
    updated in time.
  technique: T1190
fix: >-
  Test the function with a newer runtime, then change it: aws lambda update-function-configuration --runtime ...; in
  Terraform the argument runtime.
equivalent: ["prowler:awslambda_function_using_supported_runtimes"]
*/
-- The dates are those from which AWS applies no more patches:
-- https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html (seen for 2026; AWS sometimes moves one later).
SELECT
  f.arn AS subject,
  f.package_type = 'Zip' AS applies,
  f.runtime NOT IN (
    'nodejs', 'nodejs4.3', 'nodejs4.3-edge', 'nodejs6.10', 'nodejs8.10', 'nodejs10.x', 'nodejs12.x', 'nodejs14.x',
    'nodejs16.x', 'nodejs18.x', 'python2.7', 'python3.6', 'python3.7', 'python3.8', 'python3.9', 'ruby2.5', 'ruby2.7',
    'java8', 'go1.x', 'provided', 'dotnetcore1.0', 'dotnetcore2.0', 'dotnetcore2.1', 'dotnetcore3.1', 'dotnet5.0',
    'dotnet6', 'dotnet7'
  )
  AND (f.runtime <> 'ruby3.2' OR CURRENT_TIMESTAMP < TIMESTAMP '2026-03-31 00:00:00')
  AND (f.runtime <> 'nodejs20.x' OR CURRENT_TIMESTAMP < TIMESTAMP '2026-04-30 00:00:00')
  AND (f.runtime <> 'provided.al2' OR CURRENT_TIMESTAMP < TIMESTAMP '2026-07-31 00:00:00')
  AND (f.runtime <> 'python3.10' OR CURRENT_TIMESTAMP < TIMESTAMP '2026-10-31 00:00:00')
  AND (f.runtime <> 'dotnet8' OR CURRENT_TIMESTAMP < TIMESTAMP '2026-11-10 00:00:00')
  AND (f.runtime <> 'ruby3.3' OR CURRENT_TIMESTAMP < TIMESTAMP '2027-03-31 00:00:00')
  AND (f.runtime <> 'nodejs22.x' OR CURRENT_TIMESTAMP < TIMESTAMP '2027-04-30 00:00:00')
  AND (
    f.runtime NOT IN ('python3.11', 'java8.al2', 'java11', 'java17')
    OR CURRENT_TIMESTAMP < TIMESTAMP '2027-06-30 00:00:00'
  )
  AND (f.runtime <> 'ruby3.4' OR CURRENT_TIMESTAMP < TIMESTAMP '2028-03-31 00:00:00')
  AND (f.runtime <> 'nodejs24.x' OR CURRENT_TIMESTAMP < TIMESTAMP '2028-04-30 00:00:00')
  AND (f.runtime <> 'python3.12' OR CURRENT_TIMESTAMP < TIMESTAMP '2028-10-31 00:00:00')
  AND (f.runtime <> 'dotnet10' OR CURRENT_TIMESTAMP < TIMESTAMP '2028-11-14 00:00:00')
  AND (
    f.runtime NOT IN ('python3.13', 'python3.14', 'java21', 'java25', 'provided.al2023')
    OR CURRENT_TIMESTAMP < TIMESTAMP '2029-06-30 00:00:00'
  ) AS passed,
  'The function ' || f.name || ' runs on ' || f.runtime || ', which AWS patches no more.' AS reason
FROM aws_lambda_function f
