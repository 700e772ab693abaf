/*
id: aws.redshift.workgroup_requires_tls
title: Serverless warehouses refuse connections without TLS
severity: medium
subject: aws_redshift_serverless_workgroup
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: One client with TLS off sends its password, and what it asks for, in the clear.
attack:
  text: Somebody on the network between an analyst and the warehouse reads the password as it passes.
  technique: T1040
fix: >-
  aws redshift-serverless update-workgroup --config-parameters parameterKey=require_ssl,parameterValue=true
  (Terraform: config_parameter).
*/
SELECT
  w.arn AS subject,
  TRUE AS applies,
  w.requires_tls AS passed,
  'The workgroup ' || COALESCE(w.name, w.arn) || ' accepts connections in the clear.' AS reason
FROM aws_redshift_serverless_workgroup w
