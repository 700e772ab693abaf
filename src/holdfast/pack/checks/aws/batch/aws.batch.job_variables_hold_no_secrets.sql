/*
id: aws.batch.job_variables_hold_no_secrets
title: Jobs' variables do not hold secrets
severity: high
subject: aws_batch_job_definition
program: product-security
controls: [A.5.17, A.8.24/keys]
why: >-
  By its name, a variable of this job definition holds a secret in the clear. Everyone who may look at job
  definitions reads it, in each old revision too.
attack:
  text: Somebody with read-only rights lists the configuration and has the secret, without asking what it opens.
  technique: T1552
fix: >-
  Name the secret under secrets, valueFrom (Terraform: aws_batch_job_definition, container_properties, secrets); then
  change it, because the old one has been seen, and deregister the old revisions.
*/
-- Judged by names alone: values are never kept. A name that ends in what points to a secret (_ARN, _NAME ...) is fine.
SELECT
  j.arn AS subject,
  j.revision >= 1 AS applies,
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
    FROM aws_batch_job_variable v
    WHERE v.job_definition_arn = j.arn
  ) AS passed,
  'The job ' || COALESCE(j.name, j.arn) || ' has a variable that by its name holds a secret: ' || COALESCE(
    first_of(
      SELECT v.name
      FROM aws_batch_job_variable v
      WHERE
        v.job_definition_arn = j.arn
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
FROM aws_batch_job_definition j
