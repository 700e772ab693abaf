/*
id: org.soa.risk_owners_approved
title: Risk owners approved the treatment plan and the risk that remains
severity: medium
subject: org_soa
program: governance-risk
controls: ["6.1.3"]
why: >-
  Clause 6.1.3 f asks it of the risks' owners, not of security: whoever carries a risk must have said that the plan is
  theirs and that they can live with what it leaves.
attack:
  text: >-
    The plan leaves a hole that its owner has never heard of, so nobody watches it.
  technique: T1591
fix: >-
  Ask each risk owner to open the version in force under Applicability, Versions, and to answer. Where one does not
  approve, change the plan.
*/
SELECT
  s.subject AS subject,
  s.recorded AND s.approved AS applies,
  s.accepted > 0 AND s.refused = 0 AS passed,
  CASE
    WHEN s.refused > 0 THEN CAST(s.refused AS VARCHAR) || ' risk owners do not approve the plan of version '
      || CAST(s.number AS VARCHAR) || '.'
    ELSE 'No risk owner has approved the plan of version ' || CAST(s.number AS VARCHAR) || '.'
  END AS reason
FROM org_soa s
