/*
id: aws.opensearch.domain_software_current
title: Search domains run the newest service software
severity: medium
subject: aws_opensearch_domain
program: cloud-infrastructure
controls: [A.8.8]
why: Service software carries AWS's own mends, of weaknesses too. Optional updates wait until you take them.
attack:
  text: An attacker uses a flaw that was mended months ago, and published with its mend.
  technique: T1190
fix: >-
  Console: Actions, Update service software; or aws opensearch start-service-software-update. Let it happen in
  off-peak hours by itself (Terraform: software_update_options { auto_software_update_enabled = true }).
equivalent: ["prowler:opensearch_service_domains_updated_to_the_latest_service_software_version"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  NOT d.update_available AS passed,
  'AWS has newer service software for ' || COALESCE(d.name, d.arn) || '.' AS reason
FROM aws_opensearch_domain d
