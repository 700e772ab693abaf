/*
id: aws.sqs.queue_encrypted
title: SQS queues encrypt their messages at rest
severity: medium
subject: aws_sqs_queue
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  Messages often carry what a form just asked for: names, addresses, orders. This queue keeps them in the clear, for up
  to 14 days, although encrypting them is free.
attack:
  text: Storage that is read past SQS gives away every message that waits, with the customers' data in it.
  technique: T1530
fix: >-
  Turn on encryption: console, the queue's Encryption, Enabled (Terraform: aws_sqs_queue, sqs_managed_sse_enabled = true,
  or kms_master_key_id for a key of your own). Nothing changes for senders and receivers with SQS's own key; with a KMS
  key they need permission on the key.
equivalent: ["prowler:sqs_queues_server_side_encryption_enabled"]
*/
SELECT
  q.arn AS subject,
  TRUE AS applies,
  q.encryption IN ('sqs', 'kms') AS passed,
  'Messages are stored in the clear.' AS reason
FROM aws_sqs_queue q
