/*
id: aws.secretsmanager.secret_policy_not_public
title: No secret's policy lets the whole world in
severity: critical
subject: aws_secretsmanager_secret
program: cloud-infrastructure
controls: [A.8.3, A.5.15, "cis-aws:2.21"]
why: >-
  The secret's policy allows everyone. Whatever it opens, a database or a payment provider, is open to anybody with an
  AWS account.
attack:
  text: >-
    A stranger fetches the database's password with one call from an account of their own, and signs in as your service.
  technique: T1555.006
fix: >-
  Rotate the secret first: assume that it is known. Then name the roles that need it as the principal, and set
  block-public-policy when you put the policy (Terraform: aws_secretsmanager_secret_policy, block_public_policy = true).
equivalent: ["prowler:secretsmanager_not_publicly_accessible"]
exposure: internet
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_secretsmanager_secret_policy_statement s WHERE s.secret_arn = t.arn) AS passed,
  'The secret''s policy allows everyone to do '
  || COALESCE(
    first_of(
      SELECT
        CASE WHEN s.not_action THEN 'all but ' ELSE '' END || s.action
        || CASE WHEN s.sid = '' THEN '' ELSE ' (statement ' || s.sid || ')' END
      FROM aws_secretsmanager_secret_policy_statement s
      WHERE s.secret_arn = t.arn AND s.is_public
    ),
    'what only you should'
  )
  || '.' AS reason
FROM aws_secretsmanager_secret t
