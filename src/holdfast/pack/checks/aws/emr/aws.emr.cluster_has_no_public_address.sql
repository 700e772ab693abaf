/*
id: aws.emr.cluster_has_no_public_address
title: EMR clusters have no public address
severity: medium
subject: aws_emr_cluster
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22]
why: >-
  The leading node runs consoles that ask nobody who they are. Only a security group stands between them and the
  internet.
attack:
  text: One wide rule in a security group, and somebody submits a job that copies all the data.
  technique: T1190
fix: >-
  Start clusters in private subnets (Terraform: ec2_attributes { subnet_id }), with VPC endpoints for S3 and EMR.
equivalent: ["prowler:emr_cluster_master_nodes_no_public_ip"]
exposure: internet
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  NOT c.has_public_address AS passed,
  'The leading node of ' || COALESCE(c.name, c.arn) || ' has a public address.' AS reason
FROM aws_emr_cluster c
