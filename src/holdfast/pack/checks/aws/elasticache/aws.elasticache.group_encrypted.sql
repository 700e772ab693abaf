/*
id: aws.elasticache.group_encrypted
title: Caches are encrypted at rest
severity: medium
subject: aws_elasticache_replication_group
program: cloud-infrastructure
controls: [A.8.24/at-rest]
why: >-
  Caches write to disk too: when they synchronize, swap and take backups. Those files hold whatever your service
  cached, sessions and personal data among it.
attack:
  text: >-
    The attacker copies a backup of the cache to a bucket of their own and reads the sessions in it; no key stands in
    the way.
  technique: T1530
fix: >-
  It can only be set when the cache is made: take a backup, restore it into a new replication group with encryption at
  rest (Terraform: at_rest_encryption_enabled = true and, for a key of your own, kms_key_id), and switch over.
equivalent: ["prowler:elasticache_redis_cluster_rest_encryption_enabled"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.encrypted_at_rest AS passed,
  'Disks and backups of the cache ' || COALESCE(g.name, g.arn) || ' are not encrypted.' AS reason
FROM aws_elasticache_replication_group g
