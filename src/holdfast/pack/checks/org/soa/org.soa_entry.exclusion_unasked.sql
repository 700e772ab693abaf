/*
id: org.soa_entry.exclusion_unasked
title: Nothing that is excluded is asked for by a risk
severity: high
subject: org_soa_entry
program: governance-risk
controls: ["6.1.3"]
why: >-
  The register of risks says that the company needs this control, and the statement says that it does not. One of them is
  wrong, and an auditor finds such a contradiction first.
attack:
  text: >-
    The risk is known, the control against it was struck out to save work, and nothing else was put in its place.
  technique: T1591
fix: >-
  Include the control, or take it out of the risk's treatment and treat the risk in another way.
*/
SELECT
  e.subject AS subject,
  NOT e.applicable AS applies,
  array_length(e.risks) = 0 AS passed,
  e.id || ' is excluded, but the register asks for it: ' || array_to_string(e.risks, ', ') || '.' AS reason
FROM org_soa_entry e
