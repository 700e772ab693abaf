/*
id: aws.msk.cluster_asks_who
title: Kafka clusters ask who is there
severity: critical
subject: aws_msk_cluster
program: cloud-infrastructure
controls: [A.8.5, A.8.3]
why: Being on the network is all that it takes to read and write every topic of this cluster.
attack:
  text: >-
    From one compromised container the attacker reads all topics back to the first record, and writes orders that
    nobody placed.
  technique: T1213.006
fix: >-
  aws kafka update-security --client-authentication with Sasl Iam or Scram and Unauthenticated={Enabled=false}
  (Terraform: client_authentication), after clients were moved over.
equivalent: ["prowler:kafka_cluster_unrestricted_access_disabled"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  NOT c.lets_anyone_in AS passed,
  'Clients of ' || COALESCE(c.name, c.arn) || ' need not sign in.' AS reason
FROM aws_msk_cluster c
