/*
id: aws.elasticache.group_multi_az
title: Caches stand in more than one zone
severity: medium
subject: aws_elasticache_replication_group
program: cloud-infrastructure
controls: [A.8.14, A.5.30]
why: If the zone or the node of this cache fails, everything that depends on it waits until somebody rebuilds it.
attack:
  text: >-
    No attacker is needed: a fire or a mistake in one data centre takes the service down. One who wants it down needs
    to break one node only.
  technique: T1499
fix: >-
  aws elasticache modify-replication-group --multi-az-enabled --automatic-failover-enabled, with a replica in another
  zone (Terraform: multi_az_enabled = true, automatic_failover_enabled = true, num_cache_clusters of 2 or more).
equivalent:
  - prowler:elasticache_redis_cluster_multi_az_enabled
  - prowler:elasticache_redis_cluster_automatic_failover_enabled
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.multi_az AND g.automatic_failover AS passed,
  'When one zone fails, the cache ' || COALESCE(g.name, g.arn) || ' stops, and nothing takes over by itself.' AS reason
FROM aws_elasticache_replication_group g
