/*
id: aws.redshift.cluster_loads_inside_vpc
title: Warehouses load and unload inside the VPC
severity: low
subject: aws_redshift_cluster
program: cloud-infrastructure
controls: [A.8.12, A.8.22]
why: >-
  With enhanced routing, endpoint policies and flow logs see every COPY and UNLOAD. Without it, data can go to any
  bucket in the world unseen.
attack:
  text: >-
    With an analyst's password the attacker unloads tables to a bucket of their own; no policy of your network could
    refuse it.
  technique: T1537
fix: >-
  aws redshift modify-cluster --enhanced-vpc-routing, with a gateway endpoint for S3 (Terraform: enhanced_vpc_routing
  = true).
equivalent: ["prowler:redshift_cluster_enhanced_vpc_routing"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.enhanced_vpc_routing AS passed,
  'What ' || COALESCE(c.name, c.arn)
  || ' loads and unloads passes outside the VPC, where no endpoint policy holds it.' AS reason
FROM aws_redshift_cluster c
