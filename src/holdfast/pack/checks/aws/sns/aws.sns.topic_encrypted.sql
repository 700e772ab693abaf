/*
id: aws.sns.topic_encrypted
title: SNS topics encrypt their messages at rest
severity: medium
subject: aws_sns_topic
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  SNS keeps each message until it is delivered, in the clear unless the topic names a KMS key. With a key, also every
  use of it is on record.
attack:
  text: Storage that is read past SNS gives away the messages that wait, with what they say about customers and systems.
  technique: T1530
fix: >-
  Name a key: console, the topic's Encryption (Terraform: aws_sns_topic, kms_master_key_id = "alias/aws/sns", or a key
  of your own, which you need where another AWS service publishes to the topic).
equivalent: ["prowler:sns_topics_kms_encryption_at_rest_enabled"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  t.encrypted AS passed,
  'The topic names no KMS key.' AS reason
FROM aws_sns_topic t
