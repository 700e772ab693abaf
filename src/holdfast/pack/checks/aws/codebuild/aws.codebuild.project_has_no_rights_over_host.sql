/*
id: aws.codebuild.project_has_no_rights_over_host
title: Builds have no rights over their host
severity: medium
subject: aws_codebuild_project
program: product-security
controls: [A.8.31, A.8.18]
why: >-
  A privileged build is as mighty as the machine that it runs on. Whoever can change the code that is built can change
  what it does with that.
attack:
  text: >-
    The attacker opens a pull request whose build breaks out of its container and reads the credentials of the host.
  technique: T1611
fix: >-
  Take privileged_mode away. To build images without it use a fleet with a Docker server, BuildKit without root, or a
  tool that needs no daemon; else record an exception.
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  NOT p.is_privileged AS passed,
  'Builds of the project ' || p.name || ' are as mighty as their host.' AS reason
FROM aws_codebuild_project p
