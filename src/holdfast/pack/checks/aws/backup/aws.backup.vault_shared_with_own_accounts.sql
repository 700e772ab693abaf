/*
id: aws.backup.vault_shared_with_own_accounts
title: Backup vaults are shared with own accounts only
severity: high
subject: aws_backup_vault
program: cloud-infrastructure
controls: [A.8.12, A.5.14]
why: Another company may act on the copies of all your data.
attack:
  text: A partner's account is broken into, and the attacker copies your recovery points from there.
  technique: T1537
fix: >-
  If a partner is meant, record an exception with the contract behind it and name a role of theirs, not the whole
  account. For an account of your own that is not collected yet, add it to holdfast.yaml, or use the condition
  aws:PrincipalOrgID.
*/
SELECT
  v.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT
      s.is_public
      OR (
        s.effect = 'Allow'
        AND s.principal_account <> ''
        AND NOT any_of(SELECT own.account_id = s.principal_account FROM aws_account own)
        AND NOT list_contains(s.condition_keys, 'aws:principalorgid')
        AND NOT list_contains(s.condition_keys, 'aws:principalorgpaths')
      )
    FROM aws_backup_vault_policy_statement s
    WHERE s.vault_arn = v.arn
  ) AS passed,
  'The policy of ' || COALESCE(v.name, v.arn) || ' lets in ' || COALESCE(
    first_of(
      SELECT 'the account ' || s.principal_account
      FROM aws_backup_vault_policy_statement s
      WHERE
        s.vault_arn = v.arn
        AND s.effect = 'Allow'
        AND s.principal_account <> ''
        AND NOT any_of(SELECT own.account_id = s.principal_account FROM aws_account own)
    ),
    'another account'
  ) || ', which is none of ours.' AS reason
FROM aws_backup_vault v
