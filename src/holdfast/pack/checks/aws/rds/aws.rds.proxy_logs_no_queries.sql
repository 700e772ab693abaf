/*
id: aws.rds.proxy_logs_no_queries
title: Proxies before databases do not log queries
severity: low
subject: aws_rds_proxy
program: cloud-infrastructure
controls: [A.8.11, A.8.12]
why: Debug logging keeps the text of every query, customers' data and all, where everybody who may read logs sees it.
attack:
  text: Somebody who may only read logs collects names and addresses from months of queries.
  technique: T1654
fix: >-
  aws rds modify-db-proxy --no-debug-logging (Terraform: debug_logging = false). AWS turns it off after a day where it
  was set in the console.
*/
SELECT
  p.arn AS subject,
  TRUE AS applies,
  NOT p.logs_queries AS passed,
  'The proxy ' || COALESCE(p.name, p.arn) || ' writes queries, with their values, to its log.' AS reason
FROM aws_rds_proxy p
