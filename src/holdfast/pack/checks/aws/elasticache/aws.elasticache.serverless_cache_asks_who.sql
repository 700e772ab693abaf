/*
id: aws.elasticache.serverless_cache_asks_who
title: Serverless caches ask who is there
severity: high
subject: aws_elasticache_serverless_cache
program: cloud-infrastructure
controls: [A.8.5, A.8.3]
why: >-
  Being on the network is all that it takes to use this cache. One compromised container reads what all your services
  keep there.
attack:
  text: >-
    From a foothold anywhere in the network the attacker connects, dumps every session token and signs in as your
    customers.
  technique: T1213.006
fix: >-
  Create a user group with one user for each service, and attach it (aws elasticache modify-serverless-cache
  --user-group-id ID; Terraform: user_group_id).
*/
SELECT
  s.arn AS subject,
  s.engine <> 'memcached' AS applies,
  s.asks_who AS passed,
  'Whoever reaches the cache ' || COALESCE(s.name, s.arn) || ' may read and change all that is in it.' AS reason
FROM aws_elasticache_serverless_cache s
