/*
id: aws.kms.key_policy_not_public
title: No KMS key's policy lets every AWS account use it
severity: critical
subject: aws_kms_key
program: cloud-infrastructure
controls: [A.8.24/keys, A.5.15, A.8.3, "cis-aws:2.21"]
why: >-
  The key's policy allows everyone, and no condition holds them to your accounts. Anybody with an AWS account may then
  use the key, so encrypting with it protects from nobody.
attack:
  text: A stranger who got hold of an encrypted copy asks your own key, from an account of their own, to decrypt it.
  technique: T1530
fix: >-
  Name accounts and roles in the policy's Principal instead of "*". Where a wildcard is needed, hold it with the
  condition kms:CallerAccount or aws:PrincipalOrgID.
equivalent: ["prowler:kms_key_not_publicly_accessible"]
exposure: internet
*/
SELECT
  k.arn AS subject,
  k.manager = 'CUSTOMER' AS applies,
  none_of(SELECT s.is_public FROM aws_kms_key_policy_statement s WHERE s.key_arn = k.arn) AS passed,
  'The policy of the key ' || COALESCE(k.name, k.key_id, '') || ' allows everyone to do '
  || COALESCE(
    first_of(
      SELECT s.action || CASE WHEN s.sid = '' THEN '' ELSE ' (statement ' || s.sid || ')' END
      FROM aws_kms_key_policy_statement s
      WHERE s.key_arn = k.arn AND s.is_public
    ),
    'what only you should'
  )
  || '.' AS reason
FROM aws_kms_key k
