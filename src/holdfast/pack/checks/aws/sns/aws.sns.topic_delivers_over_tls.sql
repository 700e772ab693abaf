/*
id: aws.sns.topic_delivers_over_tls
title: SNS topics deliver to no plain HTTP endpoint
severity: high
subject: aws_sns_topic
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: >-
  A subscription delivers over plain HTTP: each message crosses the internet in the clear, and the receiver cannot know
  whether it was changed on the way.
attack:
  text: Somebody between AWS and the endpoint reads every message, or answers the subscription in the endpoint's place.
  technique: T1040
fix: >-
  Subscribe the endpoint's https:// address, confirm it, then remove the http:// subscription. Have the receiver verify
  each message's signature.
equivalent: ["prowler:sns_subscription_not_using_http_endpoints"]
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.protocol = 'http' FROM aws_sns_subscription s WHERE s.topic_arn = t.arn) AS passed,
  'The topic delivers to '
  || COALESCE(
    first_of(SELECT s.endpoint FROM aws_sns_subscription s WHERE s.topic_arn = t.arn AND s.protocol = 'http'),
    'an endpoint over plain HTTP'
  )
  || ' in the clear.' AS reason
FROM aws_sns_topic t
