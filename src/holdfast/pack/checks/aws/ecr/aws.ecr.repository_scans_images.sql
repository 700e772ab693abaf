/*
id: aws.ecr.repository_scans_images
title: Images are scanned when they are pushed
severity: medium
subject: aws_ecr_repository
program: product-security
controls: [A.8.8, A.5.21]
why: >-
  Nobody looks for known weaknesses in the images of this repository. You learn of them from the newspapers, or from
  whoever uses one.
attack:
  text: >-
    A library in your image has had a published hole for months; attackers look for exactly that version.
  technique: T1190
fix: >-
  In ECR, Private registry, Scanning: enhanced scanning for all repositories (Inspector, which scans again when new
  weaknesses become known), or basic scanning on push; in Terraform aws_ecr_registry_scanning_configuration.
*/
SELECT
  r.arn AS subject,
  TRUE AS applies,
  r.scans_on_push OR r.scan_frequency IN ('SCAN_ON_PUSH', 'CONTINUOUS_SCAN') AS passed,
  'Images that are pushed to ' || r.name || ' are not scanned.' AS reason
FROM aws_ecr_repository r
