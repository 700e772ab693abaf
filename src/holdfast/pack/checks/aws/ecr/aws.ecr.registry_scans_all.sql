/*
id: aws.ecr.registry_scans_all
title: Image registries scan every repository
severity: medium
subject: aws_ecr_registry
program: product-security
controls: [A.8.8, A.5.21]
why: >-
  A rule of the registry covers repositories that do not exist yet. Settings of single repositories are forgotten for
  the next one.
attack:
  text: An attacker uses a flaw, known for months, in an image that nothing ever scanned.
  technique: T1190
fix: >-
  aws ecr put-registry-scanning-configuration --scan-type ENHANCED with a rule for the filter * (Terraform:
  aws_ecr_registry_scanning_configuration).
equivalent: ["prowler:ecr_registry_scan_images_on_push_enabled"]
reads: {aws_ecr_repository: region}
*/
SELECT
  r.arn AS subject,
  any_of(SELECT TRUE FROM aws_ecr_repository p WHERE p.account_id = r.account_id AND p.region = r.region) AS applies,
  r.scans_all AS passed,
  COALESCE(r.name, r.arn) || ' does not scan images of all repositories.' AS reason
FROM aws_ecr_registry r
