/*
id: aws.config.region_recorded
title: AWS Config records every region
severity: medium
subject: aws_config_recorder
program: cloud-infrastructure
controls: [A.8.9/monitored, A.5.9, "cis-aws:4.3"]
why: >-
  Config keeps the history of every setting: what it was, who changed it and when. Without it, "since when was this
  open?" has no answer.
attack:
  text: >-
    The attacker opens a security group for an hour, does what is to be done, and closes it. Afterwards everything
    looks as it always did.
  technique: T1578.005
fix: >-
  In each region: a recorder with all resource types, a delivery channel, and start it (aws configservice
  start-configuration-recorder; Terraform: aws_config_configuration_recorder, aws_config_delivery_channel,
  aws_config_configuration_recorder_status). For many accounts use a StackSet or Control Tower. Record IAM in one
  region only, to save cost.
equivalent: ["prowler:config_recorder_all_regions_enabled"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.recording AND c.all_supported AND c.delivers AND NOT c.last_failed AS passed,
  'In ' || c.region || ' AWS Config ' || CASE
    WHEN NOT c.has_recorder THEN 'has no recorder'
    WHEN NOT c.recording THEN 'has a recorder that is stopped'
    WHEN NOT c.all_supported THEN 'leaves out some kinds of resource'
    WHEN NOT c.delivers THEN 'has nowhere to deliver to'
    ELSE 'failed last time' || CASE WHEN c.last_error <> '' THEN ': ' || c.last_error ELSE '' END
  END || '.' AS reason
FROM aws_config_recorder c
