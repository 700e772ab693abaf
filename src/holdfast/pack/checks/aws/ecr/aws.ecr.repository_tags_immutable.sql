/*
id: aws.ecr.repository_tags_immutable
title: An image's tag always means the same image
severity: medium
subject: aws_ecr_repository
program: product-security
controls: [A.8.32, A.5.21]
why: >-
  The tag that was tested can be moved to another image before it is deployed. What runs is then not what was reviewed.
attack:
  text: >-
    With a stolen push key the attacker replaces the image behind the tag that production pulls at its next restart.
  technique: T1525
fix: >-
  aws ecr put-image-tag-mutability --image-tag-mutability IMMUTABLE; in Terraform image_tag_mutability = "IMMUTABLE".
  Tag images with the commit, and deploy by digest. Exclude only tags that must move, such as caches.
equivalent: ["prowler:ecr_repositories_tag_immutability"]
*/
SELECT
  r.arn AS subject,
  TRUE AS applies,
  r.tag_mutability IN ('IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION') AS passed,
  'Tags of the repository ' || r.name || ' can be moved to another image.' AS reason
FROM aws_ecr_repository r
