/*
id: aws.ec2.instance_managed_by_ssm
title: Instances are looked after by Systems Manager
severity: medium
subject: aws_ec2_instance
program: cloud-infrastructure
controls: [A.8.8, A.8.9]
why: >-
  Systems Manager does not know this running machine: it is not patched with the others, its software is on no list,
  and whoever must look inside needs an open port.
attack:
  text: >-
    The one machine that nobody patches is the one that the scanner finds.
  technique: T1190
fix: >-
  Give it a role with AmazonSSMManagedInstanceCore, or switch on Default Host Management in the region; the agent is
  part of Amazon Linux, Ubuntu and Windows images.
equivalent: ["prowler:ec2_instance_managed_by_ssm"]
reads: {aws_ssm_managed_node: region}
*/
SELECT
  i.arn AS subject,
  i.state = 'running' AS applies,
  any_of(SELECT n.instance_id = i.instance_id AND n.online FROM aws_ssm_managed_node n WHERE n.account_id = i.account_id) AS passed,
  'Systems Manager does not hear from the instance ' || COALESCE(i.name, i.instance_id, i.arn) || '.' AS reason
FROM aws_ec2_instance i
