/*
id: aws.apigateway.stage_variables_hold_no_secrets
title: Stages' variables do not hold secrets
severity: high
subject: aws_apigateway_stage
program: product-security
controls: [A.5.17, A.8.24/keys]
why: >-
  By its name, a variable of this stage holds a secret. Everyone who may look at the API reads it, and it can appear in
  logs and in requests to the backend.
attack:
  text: Somebody with read-only rights lists the configuration and has the secret, without asking what it opens.
  technique: T1552
fix: >-
  Keep the secret in Secrets Manager and let the backend read it there; remove the variable (Terraform:
  aws_api_gateway_stage, variables), and change the secret, because it has been seen.
*/
-- Judged by names alone: values are never kept. A name that ends in what points to a secret (_ARN, _NAME ...) is fine.
SELECT
  s.arn AS subject,
  s.stage <> '' AS applies,
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
    FROM aws_apigateway_stage_variable v
    WHERE v.stage_arn = s.arn
  ) AS passed,
  'The stage ' || COALESCE(s.name, s.arn) || ' has a variable that by its name holds a secret: ' || COALESCE(
    first_of(
      SELECT v.name
      FROM aws_apigateway_stage_variable v
      WHERE
        v.stage_arn = s.arn
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
FROM aws_apigateway_stage s
