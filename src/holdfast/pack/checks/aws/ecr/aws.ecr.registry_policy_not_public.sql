/*
id: aws.ecr.registry_policy_not_public
title: No image registry's policy lets everyone in
severity: high
subject: aws_ecr_registry
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12, "cis-aws:2.21"]
why: Strangers may copy images into your registry, under the names that your services pull.
attack:
  text: Somebody replicates an image of their own into the name that your next deployment pulls.
  technique: T1525
fix: >-
  Name the accounts that replicate as principals (aws ecr put-registry-policy; Terraform: aws_ecr_registry_policy).
exposure: internet
*/
SELECT
  r.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_ecr_registry_policy_statement s WHERE s.registry_arn = r.arn) AS passed,
  'The policy of ' || COALESCE(r.name, r.arn) || ' allows everyone to do ' || COALESCE(
    first_of(
      SELECT CASE WHEN s.not_action THEN 'all but ' ELSE '' END || s.action
      FROM aws_ecr_registry_policy_statement s
      WHERE s.registry_arn = r.arn AND s.is_public
    ),
    'what only you should'
  ) || '.' AS reason
FROM aws_ecr_registry r
