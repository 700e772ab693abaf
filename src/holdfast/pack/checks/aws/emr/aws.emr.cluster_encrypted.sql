/*
id: aws.emr.cluster_encrypted
title: EMR clusters encrypt data at rest and between nodes
severity: medium
subject: aws_emr_cluster
program: cloud-infrastructure
controls: [A.8.24/at-rest, A.8.24/in-transit]
why: Jobs spread customers' data over the disks of many machines, and send it from node to node.
attack:
  text: Whoever gets hold of a disk, or stands on the same network, reads what jobs work on.
  technique: T1530
fix: >-
  Make a security configuration with both kinds of encryption and start clusters with it (Terraform:
  aws_emr_security_configuration, security_configuration).
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.encrypts_at_rest AND c.encrypts_in_transit AS passed,
  'The security configuration of ' || COALESCE(c.name, c.arn) || ' does not encrypt both at rest and in transit.' AS reason
FROM aws_emr_cluster c
