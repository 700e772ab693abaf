/*
id: aws.elasticache.cluster_takes_minor_upgrades
title: Caches take minor versions by themselves
severity: medium
subject: aws_elasticache_cluster
program: cloud-infrastructure
controls: [A.8.8]
why: >-
  Minor versions carry the mends of known weaknesses. Without them this cache stays open to attacks that everybody can
  look up.
attack:
  text: >-
    An attacker who may send commands uses a published flaw of the old version's script engine to run code on the
    node.
  technique: T1211
fix: >-
  aws elasticache modify-cache-cluster (or modify-replication-group) --auto-minor-version-upgrade (Terraform:
  auto_minor_version_upgrade = true).
equivalent: ["prowler:elasticache_redis_cluster_auto_minor_version_upgrades"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.auto_minor_version_upgrade AS passed,
  'New minor versions of ' || c.engine || ' are not installed on ' || COALESCE(c.name, c.arn) || '.' AS reason
FROM aws_elasticache_cluster c
