/*
id: aws.codebuild.project_checks_sources_certificate
title: Sources' certificates are checked
severity: high
subject: aws_codebuild_project
program: product-security
controls: [A.8.20, A.8.4]
why: >-
  The project fetches its code without looking at who sends it.
attack:
  text: >-
    The attacker who stands between the build and the repository sends other code, and it is built and released.
  technique: T1557
fix: >-
  Set insecure_ssl to false; give the project the certificate of your own authority if the server has one.
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  p.source_checks_tls AS passed,
  'The project ' || p.name || ' does not check the certificate of a source.' AS reason
FROM aws_codebuild_project p
