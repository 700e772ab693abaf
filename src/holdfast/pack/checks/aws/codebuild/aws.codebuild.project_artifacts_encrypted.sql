/*
id: aws.codebuild.project_artifacts_encrypted
title: What is built is encrypted
severity: low
subject: aws_codebuild_project
program: product-security
controls: [A.8.24/at-rest]
why: >-
  The project asks S3 not to encrypt what it builds, which is what will run in production.
attack:
  text: >-
    Whoever gets at the bucket's objects in another way reads the program, and what was put into it.
  technique: T1530
fix: >-
  Set encryption_disabled to false in artifacts.
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.artifacts_encrypted AS passed,
  'What the project ' || p.name || ' builds lies in S3 unencrypted.' AS reason
FROM aws_codebuild_project p
