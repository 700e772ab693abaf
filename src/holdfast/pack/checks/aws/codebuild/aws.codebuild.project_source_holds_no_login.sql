/*
id: aws.codebuild.project_source_holds_no_login
title: Addresses of sources hold no login
severity: critical
subject: aws_codebuild_project
program: product-security
controls: [A.5.17, A.8.4]
why: >-
  The address of the code has a user or a token in it. It shows in the console, in every log line that names the
  source, and to whoever may look at projects.
attack:
  text: >-
    Somebody with read-only rights takes the token and pushes to your repository.
  technique: T1552
fix: >-
  Connect the source by CodeConnections or a token in Secrets Manager (aws codebuild import-source-credentials), write
  the address without a login, and take the token back.
equivalent: ["prowler:codebuild_project_source_repo_url_no_sensitive_credentials"]
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  NOT p.source_url_holds_login AS passed,
  'The address of a source of the project ' || p.name || ' holds a login.' AS reason
FROM aws_codebuild_project p
