/*
id: aws.codebuild.project_not_public
title: Builds are not public
severity: high
subject: aws_codebuild_project
program: product-security
controls: [A.8.3, A.8.4]
why: >-
  Everybody in the world can see this project's builds: their logs, and what they made.
attack:
  text: >-
    The attacker reads the logs of a year of builds for names, addresses and tokens that somebody printed.
  technique: T1593
fix: >-
  aws codebuild update-project-visibility --project-visibility PRIVATE (Terraform: project_visibility).
equivalent: ["prowler:codebuild_project_not_publicly_accessible"]
exposure: internet
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  NOT p.is_public AS passed,
  'The builds of the project ' || p.name || ' are public.' AS reason
FROM aws_codebuild_project p
