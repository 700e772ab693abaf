/*
id: aws.glacier.vault_policy_not_public
title: No Glacier vault's policy lets everyone in
severity: high
subject: aws_glacier_vault
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12, "cis-aws:2.21"]
why: Archives are often the oldest and most complete copies of customers' data. Strangers may fetch or delete them.
attack:
  text: Somebody with any AWS account starts a retrieval job and reads archives of years.
  technique: T1530
fix: >-
  aws glacier set-vault-access-policy with named accounts as principals (Terraform: aws_glacier_vault, access_policy),
  or delete the policy.
equivalent: ["prowler:glacier_vaults_policy_public_access"]
exposure: internet
*/
SELECT
  v.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_glacier_vault_policy_statement s WHERE s.vault_arn = v.arn) AS passed,
  'The policy of ' || COALESCE(v.name, v.arn) || ' allows everyone to do ' || COALESCE(
    first_of(
      SELECT CASE WHEN s.not_action THEN 'all but ' ELSE '' END || s.action
      FROM aws_glacier_vault_policy_statement s
      WHERE s.vault_arn = v.arn AND s.is_public
    ),
    'what only you should'
  ) || '.' AS reason
FROM aws_glacier_vault v
