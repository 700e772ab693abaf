/*
id: aws.ec2.snapshot_not_public
title: No snapshot is public
severity: critical
subject: aws_ec2_snapshot
program: cloud-infrastructure
controls: [A.8.3, A.8.12, A.5.15]
why: >-
  Every AWS account in the world can make a volume of this snapshot and read the whole disk: files, databases, keys
  that were left lying about.
attack:
  text: >-
    Public snapshots are listed by AWS for everybody, and people go through that list every day, mount what looks
    interesting and search it for credentials and personal data.
  technique: T1530
fix: >-
  aws ec2 modify-snapshot-attribute --snapshot-id ID --create-volume-permission 'Remove=[{Group=all}]'. Take what was
  on the disk as known to others: change its keys and passwords. Then turn on the region's block of public snapshots.
equivalent: ["prowler:ec2_ebs_public_snapshot"]
exposure: internet
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  NOT s.is_public AS passed,
  'The snapshot ' || COALESCE(s.name, s.snapshot_id, s.arn) || ' of ' || COALESCE(s.volume_id, 'a volume')
  || ' can be read by every AWS account.' AS reason
FROM aws_ec2_snapshot s
