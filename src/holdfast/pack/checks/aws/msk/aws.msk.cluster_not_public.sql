/*
id: aws.msk.cluster_not_public
title: No Kafka cluster is open to the internet
severity: critical
subject: aws_msk_cluster
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.3]
why: >-
  Everybody on the internet can knock at the brokers that carry your company's events. What remains between them and
  the data is one password or one flaw.
attack:
  text: A robot finds the brokers, tries stolen credentials, and reads every topic.
  technique: T1190
fix: >-
  aws kafka update-connectivity --connectivity-info PublicAccess={Type=DISABLED}; reach it over VPC peering or
  PrivateLink (Terraform: connectivity_info).
equivalent: ["prowler:kafka_cluster_is_public"]
exposure: internet
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  NOT c.is_public AS passed,
  'The brokers of ' || COALESCE(c.name, c.arn) || ' have public addresses.' AS reason
FROM aws_msk_cluster c
