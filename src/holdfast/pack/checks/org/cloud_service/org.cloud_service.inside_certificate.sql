/*
id: org.cloud_service.inside_certificate
title: The cloud services that we use are inside the provider's certificate
severity: medium
subject: org_cloud_service
program: cloud-infrastructure
controls: [A.5.23, A.5.19]
why: >-
  The provider's certificate names the services, and sometimes the regions, that its auditor looked at. Of a service that
  it does not name, nobody independent has told us anything.
attack:
  text: >-
    New services have young code and few eyes on them. What is not yet inside the audit is where an attacker looks for the
    mistake that nobody has found.
  technique: T1199
fix: >-
  Look the service up in the provider's list of services in scope. If it is named there, add it to the certificate's
  `services` in assurances/. If not, move what holds customers' data to a service that is, or accept the risk knowingly.
*/
SELECT
  s.subject AS subject,
  s.in_use AS applies,
  any_of(
    SELECT c.certificate AND c.reviewed AND NOT c.superseded
      AND c.period_start <= CURRENT_TIMESTAMP
      AND c.covers_until > CURRENT_TIMESTAMP - INTERVAL 1 DAY
      AND (c.covered_region = '*' OR c.covered_region = s.region OR s.region = 'global')
    FROM org_assurance_service c WHERE c.service = s.id
  ) AS passed,
  'No current certificate of ' || s.provider || ' that we reviewed names ' || s.title
  || CASE WHEN s.region = 'global' THEN '.' ELSE ' in ' || s.region || '.' END AS reason
FROM org_cloud_service s
