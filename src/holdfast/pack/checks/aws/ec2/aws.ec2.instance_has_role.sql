/*
id: aws.ec2.instance_has_role
title: Instances get their AWS credentials from a role
severity: medium
subject: aws_ec2_instance
program: cloud-infrastructure
controls: [A.5.17, A.8.5, "cis-aws:2.16"]
why: >-
  Software on an instance without a role that needs AWS carries keys in a file. Those keys never expire, and go
  wherever the disk or its snapshot goes.
attack:
  text: >-
    The attacker finds ~/.aws/credentials on a disk, in an image or in a backup, and uses the keys from anywhere, for
    as long as nobody changes them.
  technique: T1552.001
fix: >-
  Attach an instance profile whose role may do what the software needs and no more (aws ec2
  associate-iam-instance-profile; Terraform: iam_instance_profile), then delete the keys on the machine and in IAM.
equivalent: ["prowler:ec2_instance_profile_attached"]
*/
SELECT
  i.arn AS subject,
  i.state NOT IN ('terminated', 'shutting-down') AS applies,
  i.instance_profile_arn <> '' AS passed,
  COALESCE(i.name, i.instance_id, i.arn) || ' has no instance profile, so no role.' AS reason
FROM aws_ec2_instance i
