/*
id: aws.cloudformation.stack_outputs_hold_no_secrets
title: Stacks' outputs do not hold secrets
severity: high
subject: aws_cloudformation_stack
program: product-security
controls: [A.5.17, A.8.24/keys]
why: >-
  By its name, an output of this stack is a secret, and whoever may look at stacks reads outputs. An exported one is
  read by every stack of the region.
attack:
  text: >-
    Somebody with read-only rights lists the stacks and has the database's password, without asking what it opens.
  technique: T1552
fix: >-
  Let the stack make the secret in Secrets Manager and put its ARN out; then change the secret, because it has been
  seen.
equivalent: ["prowler:cloudformation_stack_outputs_find_secrets"]
*/
-- Judged by names alone: values are never kept. A name that ends in what points to a secret (ARN, NAME ...) is fine.
SELECT
  s.arn AS subject,
  s.status <> 'DELETE_COMPLETE' AS applies,
  none_of(
    SELECT
      (
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
    FROM aws_cloudformation_output v
    WHERE v.stack_arn = s.arn
  ) AS passed,
  'The stack ' || s.name || ' has an output that by its name is a secret: ' || COALESCE(
    first_of(
      SELECT v.name
      FROM aws_cloudformation_output v
      WHERE
        v.stack_arn = s.arn AND (
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
FROM aws_cloudformation_stack s
