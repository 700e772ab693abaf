/*
id: aws.athena.workgroup_encrypts_results
title: Results of queries are encrypted
severity: medium
subject: aws_athena_workgroup
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  Every answer is kept as a file: copies of customers' data that nobody thinks of.
attack:
  text: Somebody who may read the results' bucket, but no key, finds months of answers to other people's questions.
  technique: T1530
fix: >-
  aws athena update-work-group with EncryptionConfiguration (Terraform: result_configuration {
  encryption_configuration }).
equivalent: ["prowler:athena_workgroup_encryption"]
*/
SELECT
  g.arn AS subject,
  g.used AS applies,
  g.encrypts_results AS passed,
  'Results of queries in ' || COALESCE(g.name, g.arn) || ' are not encrypted by its settings.' AS reason
FROM aws_athena_workgroup g
