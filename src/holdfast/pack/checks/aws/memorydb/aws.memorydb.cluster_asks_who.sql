/*
id: aws.memorydb.cluster_asks_who
title: MemoryDB clusters ask who is there
severity: high
subject: aws_memorydb_cluster
program: cloud-infrastructure
controls: [A.8.5, A.8.3]
why: Being on the network is all that it takes to read and change this database.
attack:
  text: >-
    From a foothold anywhere in the network the attacker connects and copies the whole database, without any password.
  technique: T1213.006
fix: >-
  Create an ACL with one user for each service and set it (aws memorydb update-cluster --acl-name NAME; Terraform:
  acl_name).
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.asks_who AS passed,
  'The list of users of ' || COALESCE(c.name, c.arn) || ' is ' || COALESCE(NULLIF(c.acl, ''), 'none')
  || ', so everyone on the network is let in.' AS reason
FROM aws_memorydb_cluster c
