/*
id: aws.kms.key_administrators_named
title: KMS key policies name who may administer the key
severity: medium
subject: aws_kms_key
program: cloud-infrastructure
controls: [A.8.24/keys, A.8.2, A.5.15]
why: >-
  A wildcard lets whoever matches its condition change the key's policy, disable the key or delete it, and IAM has no
  say in it. Using a key may be widely shared; administering it should not.
attack:
  text: >-
    Any identity of the account, the forgotten test role included, rewrites the key's policy in its own favour and then
    reads everything that the key protects.
  technique: T1098
fix: >-
  Split the statement in two: one that lets the wildcard (with its condition) only use the key (kms:Decrypt,
  kms:GenerateDataKey ...), and one that lets named roles administer it. AWS's default statement, for the account's
  root, leaves the decision to IAM and is fine.
*/
SELECT
  k.arn AS subject,
  k.manager = 'CUSTOMER' AS applies,
  none_of(
    SELECT
      s.effect = 'Allow'
      AND (s.principal = '*' OR s.not_principal)
      AND (
        s.not_action
        OR s.action = '*'
        OR LOWER(s.action) LIKE 'kms:*%'
        OR LOWER(s.action) LIKE 'kms:put%'
        OR LOWER(s.action) LIKE 'kms:schedule%'
        OR LOWER(s.action) LIKE 'kms:disable%'
        OR LOWER(s.action) LIKE 'kms:delete%'
        OR LOWER(s.action) LIKE 'kms:update%'
      )
    FROM aws_kms_key_policy_statement s
    WHERE s.key_arn = k.arn
  ) AS passed,
  'The policy of the key ' || COALESCE(k.name, k.key_id, '') || ' lets a wildcard do '
  || COALESCE(
    first_of(
      SELECT CASE WHEN s.not_action THEN 'all but ' ELSE '' END || s.action
      FROM aws_kms_key_policy_statement s
      WHERE
        s.key_arn = k.arn
        AND s.effect = 'Allow'
        AND (s.principal = '*' OR s.not_principal)
        AND (
          s.not_action
          OR s.action = '*'
          OR LOWER(s.action) LIKE 'kms:*%'
          OR LOWER(s.action) LIKE 'kms:put%'
          OR LOWER(s.action) LIKE 'kms:schedule%'
          OR LOWER(s.action) LIKE 'kms:disable%'
          OR LOWER(s.action) LIKE 'kms:delete%'
          OR LOWER(s.action) LIKE 'kms:update%'
        )
    ),
    'administrative work'
  )
  || '.' AS reason
FROM aws_kms_key k
