/*
id: aws.redshift.cluster_requires_tls
title: Warehouses refuse connections without TLS
severity: medium
subject: aws_redshift_cluster
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: One client with TLS off sends its password, and what it asks for, in the clear.
attack:
  text: Somebody on the network between an analyst and the warehouse reads the password as it passes.
  technique: T1040
fix: >-
  Set require_ssl to true in a parameter group of your own, and give it to the cluster (Terraform:
  aws_redshift_parameter_group, parameter { name = "require_ssl" }).
equivalent: ["prowler:redshift_cluster_in_transit_encryption_enabled"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.requires_tls AS passed,
  'The cluster ' || COALESCE(c.name, c.arn) || ' accepts connections in the clear.' AS reason
FROM aws_redshift_cluster c
