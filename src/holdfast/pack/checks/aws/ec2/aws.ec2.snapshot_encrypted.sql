/*
id: aws.ec2.snapshot_encrypted
title: Snapshots are encrypted
severity: medium
subject: aws_ec2_snapshot
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  A snapshot is a whole disk in one file. Unencrypted, whoever is given it can read it, and nothing can take it back.
attack:
  text: >-
    The attacker copies the snapshot to another account or another region, makes a volume of it and mounts it. No key
    has to be stolen first.
  technique: T1530
fix: >-
  aws ec2 copy-snapshot --encrypted (with --kms-key-id for a key of your own), check the copy, delete the original.
  Snapshots of encrypted volumes are encrypted by themselves.
equivalent: ["prowler:ec2_ebs_snapshots_encrypted"]
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  s.encrypted AS passed,
  'The snapshot ' || COALESCE(s.name, s.snapshot_id, s.arn) || ' of ' || COALESCE(s.volume_id, 'a volume')
  || ' is not encrypted.' AS reason
FROM aws_ec2_snapshot s
