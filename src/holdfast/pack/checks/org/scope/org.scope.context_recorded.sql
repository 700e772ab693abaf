/*
id: org.scope.context_recorded
title: Issues inside and outside are recorded, and climate change was considered
severity: medium
subject: org_scope
program: governance-risk
controls: ["4.1"]
why: >-
  Security that ignores the world around the company protects against last year's troubles. The 2024 amendment of the
  standard asks of every system whether climate change matters to it.
attack:
  text: >-
    Nobody had written down that a single supplier carries all sign-ins, so nobody asked what happens when an attacker
    takes over that supplier.
  technique: T1199
fix: >-
  In scope.yaml, list under `issues` what inside (kind: internal) and outside (kind: external) the company bears on
  security, and write in `climate_considered` what you concluded.
*/
SELECT
  s.subject AS subject,
  TRUE AS applies,
  s.issues_inside > 0 AND s.issues_outside > 0 AND s.climate <> '' AS passed,
  'Missing in scope.yaml:'
  || CASE WHEN s.issues_inside = 0 THEN ' internal issues;' ELSE '' END
  || CASE WHEN s.issues_outside = 0 THEN ' external issues;' ELSE '' END
  || CASE WHEN s.climate = '' THEN ' whether climate change matters;' ELSE '' END AS reason
FROM org_scope s
