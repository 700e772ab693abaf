/*
id: aws.rds.cluster_signs_in_by_iam
title: Graph and Aurora clusters let services sign in by IAM
severity: low
subject: aws_rds_cluster
program: cloud-infrastructure
controls: [A.8.5, A.5.17]
why: >-
  Passwords of services are copied, logged and never changed. IAM gives each a login that lasts for 15 minutes.
  Neptune has no password at all: without IAM it lets everyone in.
attack:
  text: A password from an old configuration file still opens the database; for Neptune not even that is needed.
  technique: T1552.001
fix: >-
  aws rds modify-db-cluster --enable-iam-database-authentication (Terraform: iam_database_authentication_enabled =
  true).
equivalent: ["prowler:rds_cluster_iam_authentication_enabled", "prowler:neptune_cluster_iam_authentication_enabled"]
*/
SELECT
  c.arn AS subject,
  c.engine <> 'docdb' AS applies,
  c.iam_authentication AS passed,
  'Nobody can sign in to ' || COALESCE(c.name, c.arn) || ' by IAM, so services keep passwords.' AS reason
FROM aws_rds_cluster c
