/*
id: aws.opensearch.domain_survives_a_zone
title: Search domains survive the loss of a zone
severity: medium
subject: aws_opensearch_domain
program: cloud-infrastructure
controls: [A.8.14, A.5.30]
why: Search goes down with its zone, and indexes that have no copy elsewhere must be built anew from their source.
attack:
  text: >-
    No attacker is needed: a fire or a mistake in one data centre takes search away for hours.
  technique: T1499
fix: >-
  aws opensearch update-domain-config --cluster-config ZoneAwarenessEnabled=true,InstanceCount=3,... with dedicated
  masters (Terraform: cluster_config { zone_awareness_enabled = true }).
equivalent: ["prowler:opensearch_service_domains_fault_tolerant_data_nodes"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.zone_aware AND d.data_nodes >= 2 AS passed,
  'The domain ' || COALESCE(d.name, d.arn) || ' stops, or loses data, when one zone fails.' AS reason
FROM aws_opensearch_domain d
