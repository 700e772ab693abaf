/*
id: aws.glue.job_arguments_hold_no_secrets
title: Arguments of jobs hold no secrets
severity: high
subject: aws_glue_job
program: cloud-infrastructure
controls: [A.5.17, A.8.4]
why: Arguments are shown to everybody who may look at jobs, and lie in the history of runs for ever.
attack:
  text: With a role that may only read, the attacker lists jobs and finds the database's password.
  technique: T1552.001
fix: Put the secret into Secrets Manager, give the job its name, and read it in the script; then change the secret.
*/
SELECT
  j.arn AS subject,
  j.has_arguments AS applies,
  none_of(
    SELECT
      (
        UPPER(a.name) LIKE '%PASSWORD%'
        OR UPPER(a.name) LIKE '%PASSWD%'
        OR UPPER(a.name) LIKE '%SECRET%'
        OR UPPER(a.name) LIKE '%API_KEY%'
        OR UPPER(a.name) LIKE '%API-KEY%'
        OR UPPER(a.name) LIKE '%ACCESS_KEY'
        OR UPPER(a.name) LIKE '%TOKEN'
        OR UPPER(a.name) LIKE '%CREDENTIALS'
      )
      AND NOT (
        UPPER(a.name) LIKE '%ARN'
        OR UPPER(a.name) LIKE '%NAME'
        OR UPPER(a.name) LIKE '%ID'
        OR UPPER(a.name) LIKE '%PATH'
        OR UPPER(a.name) LIKE '%URL'
      )
    FROM aws_glue_job_argument a
    WHERE a.job_arn = j.arn
  ) AS passed,
  'The job ' || COALESCE(j.name, j.arn) || ' has an argument that by its name holds a secret.' AS reason
FROM aws_glue_job j
