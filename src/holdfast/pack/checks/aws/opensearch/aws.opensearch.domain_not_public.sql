/*
id: aws.opensearch.domain_not_public
title: No search domain is open to the internet
severity: critical
subject: aws_opensearch_domain
program: cloud-infrastructure
controls: [A.8.3, A.8.20/perimeter, A.8.12, "cis-aws:2.21"]
why: >-
  Anybody on the internet can search, copy and delete your indexes. Open search servers are found within hours, and
  robots wipe them for ransom.
attack:
  text: >-
    A robot that scans for open search servers copies every index, deletes them, and leaves a note that asks for
    money.
  technique: T1190
fix: >-
  Move the domain into a VPC (Terraform: vpc_options; it takes a new domain), or name the roles that need it as
  principals of the access policy. Turn on fine-grained access as well.
equivalent: ["prowler:opensearch_service_domains_not_publicly_accessible"]
exposure: internet
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.in_vpc
    OR none_of(SELECT s.is_public FROM aws_opensearch_domain_policy_statement s WHERE s.domain_arn = d.arn) AS passed,
  'The domain ' || COALESCE(d.name, d.arn) || ' answers on the internet, and its policy lets everyone in.' AS reason
FROM aws_opensearch_domain d
