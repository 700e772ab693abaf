/*
id: aws.kinesis.stream_encrypted
title: Streams are encrypted at rest
severity: high
subject: aws_kinesis_stream
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  Everything that passes through this stream lies on disk for a day or more. Encryption lets a key say who may read
  it, and leaves a trace of who did.
attack:
  text: Somebody with read access to streams, but to no key, reads every event that your customers caused.
  technique: T1530
fix: >-
  aws kinesis start-stream-encryption --encryption-type KMS --key-id alias/aws/kinesis or a key of yours (Terraform:
  encryption_type = "KMS", kms_key_id).
equivalent: ["prowler:kinesis_stream_encrypted_at_rest"]
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  s.encrypted AS passed,
  'Records in ' || COALESCE(s.name, s.arn) || ' are stored in the clear.' AS reason
FROM aws_kinesis_stream s
