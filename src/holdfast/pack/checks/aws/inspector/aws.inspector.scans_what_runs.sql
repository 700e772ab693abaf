/*
id: aws.inspector.scans_what_runs
title: Machines, images and functions are scanned for known vulnerabilities
severity: medium
subject: aws_inspector_region
program: product-security
controls: [A.8.8]
why: >-
  A vulnerability that is known to the world is used within days. Inspector tells which of your machines, container
  images and functions carry it, without an agent to install on most.
attack:
  text: >-
    The exploit for a library is public on Tuesday. On Wednesday somebody tries it on every address they know; you learn
    on Friday, from a customer, that you use that library.
  technique: T1190
fix: >-
  Turn on EC2, ECR and Lambda scanning in this region: console, Inspector, Account management; for an organization from
  its delegated account. Terraform: aws_inspector2_enabler.
equivalent: ["prowler:inspector2_is_enabled"]
*/
SELECT
  i.arn AS subject,
  TRUE AS applies,
  i.scans_ec2 AND i.scans_ecr AND i.scans_lambda AS passed,
  'In ' || i.region || ' Inspector does not scan '
  || CASE
    WHEN NOT i.scans_ec2 AND NOT i.scans_ecr AND NOT i.scans_lambda THEN 'anything'
    WHEN NOT i.scans_ec2 THEN 'EC2 instances'
    WHEN NOT i.scans_ecr THEN 'container images'
    ELSE 'Lambda functions'
  END || '.' AS reason
FROM aws_inspector_region i
