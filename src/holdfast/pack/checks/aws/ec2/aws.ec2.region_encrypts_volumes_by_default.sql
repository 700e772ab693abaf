/*
id: aws.ec2.region_encrypts_volumes_by_default
title: New volumes are encrypted in every region
severity: medium
subject: aws_ec2_region_settings
program: cloud-infrastructure
controls: [A.8.24/at-rest, A.8.9, "cis-aws:6.1.1"]
why: >-
  With this one switch, every volume and snapshot that anybody makes in the region is encrypted, whether they think of
  it or not. It costs nothing and changes nothing for those who already do.
attack:
  text: >-
    An attacker who can copy a disk that somebody made in a hurry reads it at once. The disk that nobody thought about
    is the one that is stolen.
  technique: T1578.001
fix: >-
  aws ec2 enable-ebs-encryption-by-default --region REGION, in every region that is on (Terraform:
  aws_ebs_encryption_by_default). What exists already stays as it is.
equivalent: ["prowler:ec2_ebs_default_encryption"]
*/
SELECT
  r.arn AS subject,
  TRUE AS applies,
  r.ebs_encryption_by_default AS passed,
  'New volumes in ' || r.region || ' are not encrypted unless somebody asks for it.' AS reason
FROM aws_ec2_region_settings r
