/*
id: aws.memorydb.cluster_takes_minor_upgrades
title: MemoryDB clusters take minor versions by themselves
severity: medium
subject: aws_memorydb_cluster
program: cloud-infrastructure
controls: [A.8.8]
why: >-
  Minor versions carry the mends of known weaknesses. Without them this database stays open to attacks that everybody
  can look up.
attack:
  text: An attacker who may send commands uses a published flaw of the old version to run code on the node.
  technique: T1211
fix: >-
  Set it when the cluster is made (Terraform: auto_minor_version_upgrade = true), or install updates with aws memorydb
  batch-update-cluster.
equivalent: ["prowler:memorydb_cluster_auto_minor_version_upgrades"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.auto_minor_version_upgrade AS passed,
  'New minor versions are not installed on ' || COALESCE(c.name, c.arn) || '.' AS reason
FROM aws_memorydb_cluster c
