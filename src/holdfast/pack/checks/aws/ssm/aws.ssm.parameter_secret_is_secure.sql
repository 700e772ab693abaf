/*
id: aws.ssm.parameter_secret_is_secure
title: Parameters that by their name hold a secret are encrypted
severity: high
subject: aws_ssm_parameter
program: product-security
controls: [A.5.17, A.8.24/keys]
why: >-
  By its name this parameter holds a secret, and it is kept as plain text: whoever may read parameters reads it, and
  no key's policy has a say.
attack:
  text: >-
    Somebody with read-only rights lists the parameters and has the database's password, without a key having been
    asked.
  technique: T1552
fix: >-
  Write it anew with --type SecureString and a key of yours (Terraform: type of aws_ssm_parameter), or move it to
  Secrets Manager; then change the secret, because it has been seen.
*/
-- Judged by names alone: values are never read. A name that ends in what points to a secret (ARN, NAME ...) is fine.
SELECT
  p.arn AS subject,
  (
    UPPER(p.name) LIKE '%PASSWORD%' OR UPPER(p.name) LIKE '%PASSWD%' OR UPPER(p.name) LIKE '%SECRET%'
    OR UPPER(p.name) LIKE '%PRIVATE_KEY%' OR UPPER(p.name) LIKE '%PRIVATEKEY%' OR UPPER(p.name) LIKE '%PRIVATE-KEY%'
    OR UPPER(p.name) LIKE '%API_KEY%' OR UPPER(p.name) LIKE '%APIKEY%' OR UPPER(p.name) LIKE '%API-KEY%'
    OR UPPER(p.name) LIKE '%ACCESS_KEY' OR UPPER(p.name) LIKE '%ACCESSKEY' OR UPPER(p.name) LIKE '%TOKEN'
    OR UPPER(p.name) LIKE '%CREDENTIALS' OR UPPER(p.name) LIKE '%CONNECTION_STRING' OR UPPER(p.name) LIKE '%CONNECTIONSTRING'
  )
  AND NOT (
    UPPER(p.name) LIKE '%ARN' OR UPPER(p.name) LIKE '%NAME' OR UPPER(p.name) LIKE '%ID' OR UPPER(p.name) LIKE '%PATH'
    OR UPPER(p.name) LIKE '%FILE' OR UPPER(p.name) LIKE '%URL' OR UPPER(p.name) LIKE '%LENGTH' OR UPPER(p.name) LIKE '%VERSION'
    OR UPPER(p.name) LIKE '%REGION'
  ) AS applies,
  p.type = 'SecureString' AS passed,
  'By its name the parameter ' || p.name || ' holds a secret, and it is kept as ' || p.type || '.' AS reason
FROM aws_ssm_parameter p
