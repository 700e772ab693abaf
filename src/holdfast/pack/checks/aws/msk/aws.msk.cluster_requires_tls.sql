/*
id: aws.msk.cluster_requires_tls
title: Kafka clusters refuse plain text
severity: high
subject: aws_msk_cluster
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: >-
  Events, and the credentials of whoever sends them, pass through the network in the clear, from clients or from
  broker to broker.
attack:
  text: From any machine in the same network the attacker listens, and reads events and a password.
  technique: T1040
fix: >-
  aws kafka update-security --encryption-info EncryptionInTransit={ClientBroker=TLS} (Terraform: encryption_info {
  encryption_in_transit }). Between brokers it can only be set when the cluster is made.
equivalent: ["prowler:kafka_cluster_in_transit_encryption_enabled"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.requires_tls AND c.encrypted_between_brokers AS passed,
  'Clients or brokers of ' || COALESCE(c.name, c.arn) || ' may talk in the clear (clients: '
  || COALESCE(c.client_encryption, 'not known') || ').' AS reason
FROM aws_msk_cluster c
