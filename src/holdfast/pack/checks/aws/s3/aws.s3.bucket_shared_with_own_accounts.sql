/*
id: aws.s3.bucket_shared_with_own_accounts
title: S3 buckets are shared with own accounts only
severity: high
subject: aws_s3_bucket
program: cloud-infrastructure
controls: [A.8.12, A.5.14]
why: >-
  Another company, or somebody who left, may reach what is in this bucket. Sharing should be on purpose, known and
  ended in time.
attack:
  text: A partner's account is broken into, and the attacker follows its rights into your bucket.
  technique: T1537
fix: >-
  If a partner is meant, record an exception with the contract behind it and name a role of theirs, not the whole
  account. For an account of your own that is not collected yet, add it to holdfast.yaml, or use the condition
  aws:PrincipalOrgID.
equivalent: ["prowler:s3_bucket_cross_account_access"]
*/
SELECT
  b.arn AS subject,
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
    FROM aws_s3_bucket_policy_statement s
    WHERE s.bucket_arn = b.arn
  ) AS passed,
  'The policy of ' || COALESCE(b.name, b.arn) || ' lets in ' || COALESCE(
    first_of(
      SELECT 'the account ' || s.principal_account
      FROM aws_s3_bucket_policy_statement s
      WHERE
        s.bucket_arn = b.arn
        AND s.effect = 'Allow'
        AND s.principal_account <> ''
        AND NOT any_of(SELECT own.account_id = s.principal_account FROM aws_account own)
    ),
    'another account'
  ) || ', which is none of ours.' AS reason
FROM aws_s3_bucket b
