/*
id: aws.elasticache.cluster_in_vpc
title: Caches stand inside a VPC
severity: high
subject: aws_elasticache_cluster
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22]
why: Only a VPC gives this cache a network of its own, with subnets and security groups that say who may reach it.
attack:
  text: The attacker needs one rule of an old cache security group to reach every key in the cache.
  technique: T1213.006
fix: >-
  Make a new cluster with a cache subnet group of private subnets, and move clients to it (Terraform:
  subnet_group_name).
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.subnet_group <> '' AS passed,
  'The cache ' || COALESCE(c.name, c.arn) || ' stands outside every VPC, where no network of yours protects it.' AS reason
FROM aws_elasticache_cluster c
