/*
id: aws.mq.broker_takes_minor_upgrades
title: Message brokers take minor versions by themselves
severity: medium
subject: aws_mq_broker
program: cloud-infrastructure
controls: [A.8.8]
why: Minor versions carry the mends of known weaknesses. Brokers had some that let strangers run code.
attack:
  text: An attacker on the network uses a published flaw of the old version to run code on the broker.
  technique: T1211
fix: >-
  aws mq update-broker --auto-minor-version-upgrade (Terraform: auto_minor_version_upgrade = true).
equivalent: ["prowler:mq_broker_auto_minor_version_upgrades"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  b.auto_minor_version_upgrade AS passed,
  'New minor versions are not installed on ' || COALESCE(b.name, b.arn) || '.' AS reason
FROM aws_mq_broker b
