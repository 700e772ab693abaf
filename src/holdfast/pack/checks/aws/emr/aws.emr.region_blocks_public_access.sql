/*
id: aws.emr.region_blocks_public_access
title: EMR refuses clusters that are open to the internet
severity: high
subject: aws_emr_region
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.9]
why: >-
  Consoles of big-data tools ask nobody who they are. The block keeps a wrong security group from putting one on the
  internet.
attack:
  text: Somebody finds an open console, submits a job, and runs what they like with the cluster's role.
  technique: T1190
fix: >-
  aws emr put-block-public-access-configuration --block-public-access-configuration BlockPublicSecurityGroupRules=true
  (Terraform: aws_emr_block_public_access_configuration).
equivalent: ["prowler:emr_cluster_account_public_block_enabled"]
*/
SELECT
  r.arn AS subject,
  TRUE AS applies,
  r.blocks_public_access AND array_to_string(r.permitted_ports, ' ') IN ('', '22') AS passed,
  COALESCE(r.name, r.arn) || ' lets clusters be open to the internet.' AS reason
FROM aws_emr_region r
