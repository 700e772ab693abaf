/*
id: aws.ecr.repository_policy_not_public
title: No image repository is open to the whole world
severity: critical
subject: aws_ecr_repository
program: product-security
controls: [A.8.3, A.8.4, "cis-aws:2.21"]
why: >-
  Everyone with an AWS account can pull these images, and your code and whatever was left in them; or push their own,
  where the policy allows that.
attack:
  text: >-
    Somebody pulls your image, reads its layers one by one, and finds the key that a build step wrote and a later one
    deleted.
  technique: T1552.001
fix: >-
  In the repository's permissions name the accounts that pull as principal, or hold it with aws:PrincipalOrgID. What is
  meant to be public belongs into ECR Public.
equivalent: ["prowler:ecr_repositories_not_publicly_accessible"]
exposure: internet
*/
SELECT
  r.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_ecr_repository_policy_statement s WHERE s.repository_arn = r.arn) AS passed,
  'The policy of the repository ' || r.name || ' allows everyone to do ' || COALESCE(
    first_of(
      SELECT s.action FROM aws_ecr_repository_policy_statement s WHERE s.repository_arn = r.arn AND s.is_public
    ),
    'what only you should'
  ) || '.' AS reason
FROM aws_ecr_repository r
