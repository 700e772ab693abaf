/*
id: aws.ec2.region_requires_imdsv2_by_default
title: New instances require session tokens for metadata in every region
severity: low
subject: aws_ec2_region_settings
program: cloud-infrastructure
controls: [A.8.9, A.5.17]
why: >-
  The region's default decides for every instance of which nobody says otherwise: the one started by hand, by an old
  template, by an autoscaling group that nobody looked at.
attack:
  text: >-
    The attacker looks for the one instance that still hands out its credentials to a plain web request. It is usually
    the newest.
  technique: T1552.005
fix: >-
  aws ec2 modify-instance-metadata-defaults --http-tokens required --region REGION (Terraform:
  aws_ec2_instance_metadata_defaults). Only new instances are affected.
equivalent: ["prowler:ec2_instance_account_imdsv2_enabled"]
*/
SELECT
  r.arn AS subject,
  r.offers_metadata_defaults AS applies,
  r.metadata_tokens = 'required' AS passed,
  'New instances in ' || r.region || ' answer metadata requests without a session token unless somebody asks for it.'
    AS reason
FROM aws_ec2_region_settings r
