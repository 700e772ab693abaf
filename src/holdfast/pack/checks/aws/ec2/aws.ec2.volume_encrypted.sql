/*
id: aws.ec2.volume_encrypted
title: Volumes are encrypted
severity: high
subject: aws_ec2_volume
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  An unencrypted volume makes unencrypted snapshots, and a snapshot can be shared with any account by one call.
  Encryption makes the key stand in between, and lets you cut access off.
attack:
  text: >-
    With a foothold in the account, the attacker snapshots the volume, shares the snapshot with an account of their
    own and reads the disk at leisure. With a key of yours on it, they would need the key too.
  technique: T1578.001
fix: >-
  A volume cannot be encrypted in place: snapshot it, copy the snapshot with --encrypted, make a volume of the copy
  and swap. Turn on encryption by default in the region, so that this never comes back.
equivalent: ["prowler:ec2_ebs_volume_encryption"]
*/
SELECT
  v.arn AS subject,
  TRUE AS applies,
  v.encrypted AS passed,
  'The volume ' || COALESCE(v.name, v.volume_id, v.arn) || ' is not encrypted.' AS reason
FROM aws_ec2_volume v
