/*
id: aws.firehose.stream_encrypted
title: Delivery streams are encrypted at rest
severity: medium
subject: aws_firehose_stream
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  Records wait here until they are delivered: logs and events, with whatever personal data is in them.
attack:
  text: Whoever gets hold of the buffer reads logs that nobody was to read outside the security account.
  technique: T1530
fix: >-
  aws firehose start-delivery-stream-encryption --delivery-stream-encryption-configuration-input
  KeyType=CUSTOMER_MANAGED_CMK,KeyARN=... (Terraform: server_side_encryption { enabled = true }); behind a Kinesis
  stream, encrypt that.
equivalent: ["prowler:firehose_stream_encrypted_at_rest"]
reads: {aws_kinesis_stream: region}
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  s.encrypted OR any_of(
    SELECT k.arn = s.source_stream_arn AND k.encrypted
    FROM aws_kinesis_stream k
    WHERE k.account_id = s.account_id AND k.region = s.region
  ) AS passed,
  'Records that wait in ' || COALESCE(s.name, s.arn) || ' are stored in the clear.' AS reason
FROM aws_firehose_stream s
