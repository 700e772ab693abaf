/*
id: aws.ec2.instance_requires_imdsv2
title: Instances answer metadata requests only with a session token (IMDSv2)
severity: high
subject: aws_ec2_instance
program: cloud-infrastructure
controls: [A.8.9, A.5.17, A.8.20, "cis-aws:6.7"]
why: >-
  The metadata service hands out the instance's AWS credentials. Without session tokens, a single web request that the
  instance can be talked into making is enough to get them.
attack:
  text: >-
    Through a flaw that lets a web application fetch an address of the attacker's choice, the attacker asks
    169.254.169.254 for the role's keys and uses them from outside, as in well-known thefts of whole customer bases.
  technique: T1552.005
fix: >-
  aws ec2 modify-instance-metadata-options --instance-id ID --http-tokens required (Terraform: metadata_options with
  http_tokens = required). Look first at the MetadataNoToken metric, which counts who still asks without a token. Set
  the region's default too.
equivalent: ["prowler:ec2_instance_imdsv2_enabled"]
*/
SELECT
  i.arn AS subject,
  i.state NOT IN ('terminated', 'shutting-down') AS applies,
  i.metadata_tokens = 'required' OR i.metadata_endpoint = 'disabled' AS passed,
  'The metadata service of ' || COALESCE(i.name, i.instance_id, i.arn) || ' answers without a session token.' AS reason
FROM aws_ec2_instance i
