/*
id: aws.ecr.repository_drops_old_images
title: Old images are removed by rule
severity: low
subject: aws_ecr_repository
program: product-security
controls: [A.8.10, A.8.8]
why: >-
  Images pile up for years. Each can still be deployed, with all the weaknesses that were found since.
attack:
  text: >-
    Somebody who may deploy but not push starts an image of three years ago, whose holes are described in public.
  technique: T1204.003
fix: >-
  Add a lifecycle policy to the repository that keeps, say, the last 50 images and drops untagged ones after 14 days:
  aws_ecr_lifecycle_policy.
equivalent: ["prowler:ecr_repositories_lifecycle_policy_enabled"]
*/
SELECT
  r.arn AS subject,
  TRUE AS applies,
  r.has_lifecycle_policy AS passed,
  'The repository ' || r.name || ' has no lifecycle policy.' AS reason
FROM aws_ecr_repository r
