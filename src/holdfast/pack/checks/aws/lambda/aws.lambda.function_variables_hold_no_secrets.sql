/*
id: aws.lambda.function_variables_hold_no_secrets
title: Functions' variables do not hold secrets
severity: high
subject: aws_lambda_function
program: product-security
controls: [A.5.17, A.8.24/keys]
why: >-
  By its name, a variable of this function holds a secret. Everyone who may look at the function's configuration reads
  it, it stands in Terraform's state, and nobody changes it for years.
attack:
  text: >-
    Somebody with read-only rights lists the functions and has the database's password, without asking the database.
  technique: T1552
fix: >-
  Put the secret into Secrets Manager, give the function its name in a variable like DB_PASSWORD_ARN, and read it at
  start; then change the secret, because the old one has been seen.
*/
-- Judged by names alone: values are never read. A name that ends in what points to a secret (_ARN, _NAME ...) is fine.
SELECT
  f.arn AS subject,
  f.has_variables AS applies,
  none_of(
    SELECT
      (
        UPPER(v.name) LIKE '%PASSWORD%'
        OR UPPER(v.name) LIKE '%PASSWD%'
        OR UPPER(v.name) LIKE '%SECRET%'
        OR UPPER(v.name) LIKE '%PRIVATE_KEY%'
        OR UPPER(v.name) LIKE '%API_KEY%'
        OR UPPER(v.name) LIKE '%APIKEY%'
        OR UPPER(v.name) LIKE '%ACCESS_KEY'
        OR UPPER(v.name) LIKE '%AUTH_TOKEN%'
        OR UPPER(v.name) LIKE '%CREDENTIALS'
        OR UPPER(v.name) LIKE '%CONNECTION_STRING'
        OR UPPER(v.name) IN ('TOKEN', 'GITHUB_TOKEN', 'SLACK_TOKEN', 'ACCESS_TOKEN', 'REFRESH_TOKEN')
      )
      AND NOT (
        UPPER(v.name) LIKE '%ARN'
        OR UPPER(v.name) LIKE '%NAME'
        OR UPPER(v.name) LIKE '%ID'
        OR UPPER(v.name) LIKE '%PATH'
        OR UPPER(v.name) LIKE '%FILE'
        OR UPPER(v.name) LIKE '%URL'
        OR UPPER(v.name) LIKE '%PARAMETER'
        OR UPPER(v.name) LIKE '%LENGTH'
        OR UPPER(v.name) LIKE '%VERSION'
        OR UPPER(v.name) LIKE '%STAGE'
        OR UPPER(v.name) LIKE '%REGION'
      )
    FROM aws_lambda_environment_variable v
    WHERE v.function_arn = f.arn
  ) AS passed,
  'The function ' || f.name || ' has a variable that by its name holds a secret: ' || COALESCE(
    first_of(
      SELECT v.name
      FROM aws_lambda_environment_variable v
      WHERE
        v.function_arn = f.arn
        AND (
          UPPER(v.name) LIKE '%PASS%'
          OR UPPER(v.name) LIKE '%SECRET%'
          OR UPPER(v.name) LIKE '%KEY%'
          OR UPPER(v.name) LIKE '%TOKEN%'
          OR UPPER(v.name) LIKE '%CREDENTIALS'
          OR UPPER(v.name) LIKE '%CONNECTION_STRING'
        )
        AND NOT (UPPER(v.name) LIKE '%ARN' OR UPPER(v.name) LIKE '%NAME' OR UPPER(v.name) LIKE '%ID')
    ),
    ''
  ) || '.' AS reason
FROM aws_lambda_function f
