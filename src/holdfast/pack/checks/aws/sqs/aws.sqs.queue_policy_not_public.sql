/*
id: aws.sqs.queue_policy_not_public
title: No SQS queue's policy lets the whole world in
severity: critical
subject: aws_sqs_queue
program: cloud-infrastructure
controls: [A.8.3, A.5.15, "cis-aws:2.21"]
why: >-
  Strangers may read this queue's messages, delete them before your service sees them, or put in their own. Your
  service trusts what it finds there.
attack:
  text: >-
    Somebody sends your order service messages that you never wrote, and it ships goods for them; or reads the
    orders of everybody else.
  technique: T1530
fix: >-
  Name the accounts and roles that need the queue as the principal. Where a topic or bucket must send into it, name the
  service as principal and hold it with the condition aws:SourceArn (the topic's or bucket's ARN).
equivalent: ["prowler:sqs_queues_not_publicly_accessible"]
exposure: internet
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_sqs_queue_policy_statement s WHERE s.queue_arn = t.arn) AS passed,
  'The queue''s policy allows everyone to do '
  || COALESCE(
    first_of(
      SELECT
        CASE WHEN s.not_action THEN 'all but ' ELSE '' END || s.action
        || CASE WHEN s.sid = '' THEN '' ELSE ' (statement ' || s.sid || ')' END
      FROM aws_sqs_queue_policy_statement s
      WHERE s.queue_arn = t.arn AND s.is_public
    ),
    'what only you should'
  )
  || '.' AS reason
FROM aws_sqs_queue t
