/*
id: aws.codebuild.project_logs
title: Builds' logs are kept
severity: medium
subject: aws_codebuild_project
program: product-security
controls: [A.8.15/recorded, A.8.31]
why: >-
  What a build did is known from its log alone. Where none is kept, nobody can say later what went into a release.
attack:
  text: >-
    The attacker adds one step to one build; a week later nothing shows that it ran.
  technique: T1562.008
fix: >-
  Switch cloudwatch_logs or s3_logs on in logs_config.
equivalent: ["prowler:codebuild_project_logging_enabled"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.logs AS passed,
  'The project ' || p.name || ' keeps no logs of its builds.' AS reason
FROM aws_codebuild_project p
