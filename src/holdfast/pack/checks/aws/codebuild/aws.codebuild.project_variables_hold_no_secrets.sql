/*
id: aws.codebuild.project_variables_hold_no_secrets
title: Projects' variables do not hold secrets
severity: high
subject: aws_codebuild_project
program: product-security
controls: [A.5.17, A.8.24/keys]
why: >-
  By its name, a variable of this project holds a secret in the clear. Whoever may look at projects or their builds
  reads it.
attack:
  text: >-
    Somebody with read-only rights lists the projects and has the key with which releases are signed.
  technique: T1552
fix: >-
  Give the variable the type SECRETS_MANAGER or PARAMETER_STORE and the name of the secret as value (Terraform:
  environment_variable, type); then change the secret, because it has been seen. Better: give the project's role what
  it needs, so that no key is needed.
equivalent: ["prowler:codebuild_project_no_secrets_in_variables"]
*/
-- Judged by names alone: values are never kept. A name that ends in what points to a secret (ARN, NAME ...) is fine.
SELECT
  p.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT
      v.is_plain AND (
        UPPER(v.name) LIKE '%PASSWORD%' OR UPPER(v.name) LIKE '%PASSWD%' OR UPPER(v.name) LIKE '%SECRET%'
        OR UPPER(v.name) LIKE '%PRIVATE_KEY%' OR UPPER(v.name) LIKE '%PRIVATEKEY%' OR UPPER(v.name) LIKE '%API_KEY%'
        OR UPPER(v.name) LIKE '%APIKEY%' OR UPPER(v.name) LIKE '%ACCESS_KEY' OR UPPER(v.name) LIKE '%ACCESSKEY'
        OR UPPER(v.name) LIKE '%TOKEN' OR UPPER(v.name) LIKE '%CREDENTIALS' OR UPPER(v.name) LIKE '%CONNECTION_STRING'
        OR UPPER(v.name) LIKE '%CONNECTIONSTRING' OR UPPER(v.name) LIKE 'AWS_ACCESS_KEY_ID'
      )
      AND NOT (
        UPPER(v.name) LIKE '%ARN' OR UPPER(v.name) LIKE '%NAME' OR UPPER(v.name) LIKE '%PATH' OR UPPER(v.name) LIKE '%FILE'
        OR UPPER(v.name) LIKE '%URL' OR UPPER(v.name) LIKE '%SECRETID' OR UPPER(v.name) LIKE '%SECRET_ID'
        OR UPPER(v.name) LIKE '%LENGTH' OR UPPER(v.name) LIKE '%VERSION' OR UPPER(v.name) LIKE '%REGION'
      )
    FROM aws_codebuild_variable v
    WHERE v.project_arn = p.arn
  ) AS passed,
  'The project ' || p.name || ' has a variable that by its name holds a secret: ' || COALESCE(
    first_of(
      SELECT v.name
      FROM aws_codebuild_variable v
      WHERE
        v.project_arn = p.arn AND v.is_plain AND (
        UPPER(v.name) LIKE '%PASSWORD%' OR UPPER(v.name) LIKE '%PASSWD%' OR UPPER(v.name) LIKE '%SECRET%'
        OR UPPER(v.name) LIKE '%PRIVATE_KEY%' OR UPPER(v.name) LIKE '%PRIVATEKEY%' OR UPPER(v.name) LIKE '%API_KEY%'
        OR UPPER(v.name) LIKE '%APIKEY%' OR UPPER(v.name) LIKE '%ACCESS_KEY' OR UPPER(v.name) LIKE '%ACCESSKEY'
        OR UPPER(v.name) LIKE '%TOKEN' OR UPPER(v.name) LIKE '%CREDENTIALS' OR UPPER(v.name) LIKE '%CONNECTION_STRING'
        OR UPPER(v.name) LIKE '%CONNECTIONSTRING' OR UPPER(v.name) LIKE 'AWS_ACCESS_KEY_ID'
      )
      AND NOT (
        UPPER(v.name) LIKE '%ARN' OR UPPER(v.name) LIKE '%NAME' OR UPPER(v.name) LIKE '%PATH' OR UPPER(v.name) LIKE '%FILE'
        OR UPPER(v.name) LIKE '%URL' OR UPPER(v.name) LIKE '%SECRETID' OR UPPER(v.name) LIKE '%SECRET_ID'
        OR UPPER(v.name) LIKE '%LENGTH' OR UPPER(v.name) LIKE '%VERSION' OR UPPER(v.name) LIKE '%REGION'
      )
    ),
    ''
  ) || '.' AS reason
FROM aws_codebuild_project p
