/*
id: aws.ec2.region_blocks_public_snapshots
title: Public snapshots are forbidden in every region
severity: medium
subject: aws_ec2_region_settings
program: cloud-infrastructure
controls: [A.8.3, A.8.12, A.8.9]
why: One wrong click makes a whole disk readable by the world. With this block the click does nothing.
attack:
  text: >-
    With one call, a stolen key can publish a snapshot and fetch it from an account of which you know nothing; the
    copy leaves no trace on your side.
  technique: T1537
fix: >-
  aws ec2 enable-snapshot-block-public-access --state block-all-sharing --region REGION (Terraform:
  aws_ebs_snapshot_block_public_access). First look whether any snapshot is meant to be public; sharing with single
  accounts goes on working.
equivalent: ["prowler:ec2_ebs_snapshot_account_block_public_access"]
*/
SELECT
  r.arn AS subject,
  r.offers_snapshot_block AS applies,
  r.snapshot_block = 'block-all-sharing' AS passed,
  CASE
    WHEN r.snapshot_block = 'block-new-sharing'
      THEN 'In ' || r.region || ' no further snapshot can become public, but those that are public stay so.'
    ELSE 'In ' || r.region || ' anybody who may share a snapshot can make it public.'
  END AS reason
FROM aws_ec2_region_settings r
