/*
id: aws.s3.account_blocks_public_access
title: Accounts block public access to all of their buckets
severity: medium
subject: aws_account
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12, A.8.9, "cis-aws:3.1.4"]
why: >-
  The account's block holds for every bucket, those that will be made next week included. Without it, each bucket must
  be right by itself, every time.
attack:
  text: >-
    Whoever gets hold of one developer's keys can open any bucket of the account to the world and fetch the data from
    elsewhere, where no log of yours sees the copy.
  technique: T1530
fix: >-
  First find the buckets that are meant to be public and put CloudFront before them. Then: aws s3control
  put-public-access-block with all four settings true; in Terraform aws_s3_account_public_access_block. A service
  control policy on s3:PutAccountPublicAccessBlock keeps it on.
equivalent: ["prowler:s3_account_level_public_access_blocks"]
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT s.blocks_public_acls AND s.ignores_public_acls AND s.blocks_public_policy AND s.restricts_public_buckets
    FROM aws_s3_account_block s
    WHERE s.account_arn = a.arn
  ) AS passed,
  'The account''s public access block is '
  || COALESCE(
    first_of(
      SELECT 'not complete: at least one of its four settings is off.'
      FROM aws_s3_account_block s
      WHERE s.account_arn = a.arn AND s.has_public_access_block
    ),
    'not set.'
  ) AS reason
FROM aws_account a
