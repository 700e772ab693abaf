/*
id: aws.elasticache.group_backed_up
title: Caches that keep state are backed up
severity: low
subject: aws_elasticache_replication_group
program: cloud-infrastructure
controls: [A.8.13/taken]
why: Queues, carts and rate limits often live in a cache and nowhere else. If it is lost or emptied, so are they.
attack:
  text: >-
    An attacker on the network sends one FLUSHALL, and everything that your service had in flight is gone for good.
  technique: T1485
fix: >-
  aws elasticache modify-replication-group --snapshot-retention-limit 7 (Terraform: snapshot_retention_limit = 7). If
  the cache only holds copies, accept that with an exception.
equivalent: ["prowler:elasticache_redis_cluster_backup_enabled"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.snapshot_retention_days >= 1 AS passed,
  'No backup of the cache ' || COALESCE(g.name, g.arn) || ' is kept.' AS reason
FROM aws_elasticache_replication_group g
