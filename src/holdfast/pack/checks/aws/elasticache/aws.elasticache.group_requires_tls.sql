/*
id: aws.elasticache.group_requires_tls
title: Caches refuse connections without TLS
severity: medium
subject: aws_elasticache_replication_group
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: >-
  What your service keeps in this cache, and the password with which it signs in, pass through the network in the
  clear. That includes a cache that offers TLS but still accepts connections without it.
attack:
  text: >-
    From any machine in the same network the attacker listens, and picks session tokens and the cache password out of
    the traffic.
  technique: T1040
fix: >-
  aws elasticache modify-replication-group --transit-encryption-enabled --transit-encryption-mode preferred, move the
  clients to TLS, then set the mode to required (Terraform: transit_encryption_enabled = true, transit_encryption_mode
  = "required").
equivalent: ["prowler:elasticache_redis_cluster_in_transit_encryption_enabled"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.requires_tls AS passed,
  'The cache ' || COALESCE(g.name, g.arn) || ' talks in the clear with whoever asks it to.' AS reason
FROM aws_elasticache_replication_group g
