/*
id: aws.msk.cluster_policy_not_public
title: No Kafka cluster's policy lets everyone in
severity: critical
subject: aws_msk_cluster
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12, "cis-aws:2.21"]
why: Strangers may connect private links of their own to this cluster.
attack:
  text: Somebody with any AWS account connects to the cluster as if they stood in your network.
  technique: T1530
fix: >-
  Name the accounts that need it as principals (aws kafka put-cluster-policy; Terraform: aws_msk_cluster_policy).
exposure: internet
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_msk_cluster_policy_statement s WHERE s.cluster_arn = c.arn) AS passed,
  'The policy of ' || COALESCE(c.name, c.arn) || ' allows everyone to do ' || COALESCE(
    first_of(
      SELECT CASE WHEN s.not_action THEN 'all but ' ELSE '' END || s.action
      FROM aws_msk_cluster_policy_statement s
      WHERE s.cluster_arn = c.arn AND s.is_public
    ),
    'what only you should'
  ) || '.' AS reason
FROM aws_msk_cluster c
