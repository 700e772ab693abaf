/*
id: aws.elasticache.group_asks_who
title: Caches ask who is there
severity: high
subject: aws_elasticache_replication_group
program: cloud-infrastructure
controls: [A.8.5, A.8.3]
why: >-
  Being on the network is all that it takes to use this cache. One compromised container reads the sessions of
  everybody and can write its own.
attack:
  text: >-
    From a foothold anywhere in the network the attacker connects, dumps every session token and signs in as your
    customers.
  technique: T1213.006
fix: >-
  Create a user group with one user for each service, and attach it (aws elasticache modify-replication-group
  --user-group-ids-to-add ID; Terraform: user_group_ids). An AUTH token (auth_token) is the second-best way.
equivalent: ["prowler:elasticache_redis_replication_group_auth_enabled"]
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  g.asks_who AS passed,
  'Whoever reaches the cache ' || COALESCE(g.name, g.arn) || ' may read and change all that is in it.' AS reason
FROM aws_elasticache_replication_group g
