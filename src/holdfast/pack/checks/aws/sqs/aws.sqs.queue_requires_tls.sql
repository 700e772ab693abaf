/*
id: aws.sqs.queue_requires_tls
title: SQS queues refuse requests over plain HTTP
severity: low
subject: aws_sqs_queue
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: >-
  SQS answers over plain HTTP too, unless the queue's policy refuses. One old client is enough to send messages in the
  clear.
attack:
  text: >-
    Somebody on the same network as one careless client reads its messages as they pass, or changes them.
  technique: T1040
fix: >-
  Add a statement to the queue's policy: Effect Deny, Principal "*", Action "sqs:*", Resource the queue's ARN, Condition
  Bool aws:SecureTransport "false", and no further condition.
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT
      s.effect = 'Deny'
      AND s.principal = '*'
      AND NOT s.not_principal
      AND LOWER(s.action) IN ('*', 'sqs:*')
      AND NOT s.not_action
      AND NOT s.not_resource
      AND (list_contains(s.resource, '*') OR list_contains(s.resource, t.arn))
      AND LOWER(s.condition) IN (
        '{"bool": {"aws:securetransport": "false"}}',
        '{"bool": {"aws:securetransport": ["false"]}}',
        '{"bool": {"aws:securetransport": false}}',
        '{"boolifexists": {"aws:securetransport": "false"}}',
        '{"boolifexists": {"aws:securetransport": ["false"]}}',
        '{"stringequals": {"aws:securetransport": "false"}}'
      )
    FROM aws_sqs_queue_policy_statement s
    WHERE s.queue_arn = t.arn
  ) AS passed,
  'No statement of the queue''s policy refuses everyone all actions when the request is not over TLS.' AS reason
FROM aws_sqs_queue t
