/*
id: aws.sns.topic_policy_not_public
title: No SNS topic's policy lets the whole world in
severity: critical
subject: aws_sns_topic
program: cloud-infrastructure
controls: [A.8.3, A.5.15, "cis-aws:2.21"]
why: >-
  Anybody with an AWS account may publish to this topic, or subscribe to it and receive a copy of every message from
  then on.
attack:
  text: >-
    A stranger subscribes an address of their own and receives every alarm and every customer's notice; or publishes a
    message that your services believe.
  technique: T1530
fix: >-
  Name the accounts that need the topic as the principal, or keep AWS's default statement, which holds everyone to your
  account with the condition AWS:SourceOwner. Then look through the topic's subscriptions for endpoints that are not yours.
equivalent: ["prowler:sns_topics_not_publicly_accessible"]
exposure: internet
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_sns_topic_policy_statement s WHERE s.topic_arn = t.arn) AS passed,
  'The topic''s policy allows everyone to do '
  || COALESCE(
    first_of(
      SELECT
        CASE WHEN s.not_action THEN 'all but ' ELSE '' END || s.action
        || CASE WHEN s.sid = '' THEN '' ELSE ' (statement ' || s.sid || ')' END
      FROM aws_sns_topic_policy_statement s
      WHERE s.topic_arn = t.arn AND s.is_public
    ),
    'what only you should'
  )
  || '.' AS reason
FROM aws_sns_topic t
