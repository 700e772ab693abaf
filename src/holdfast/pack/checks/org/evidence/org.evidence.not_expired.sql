/*
id: org.evidence.not_expired
title: No evidence has expired
severity: medium
subject: org_evidence
program: governance-risk
controls: ["9.1", A.5.36]
why: >-
  This piece said until when it stands, and that day has passed. Whoever points at it today shows nothing.
attack:
  text: >-
    The certificate that everybody trusts ran out in spring; the supplier's guards went with it, and nobody asked again.
  technique: T1199
fix: Add its successor (console, Evidence) for the same controls, and archive this one.
*/
SELECT
  e.subject AS subject,
  e.expires AS applies,
  e.expires_at > CURRENT_TIMESTAMP AS passed,
  e.id || ' expired on ' || CAST(CAST(e.expires_at AS DATE) AS VARCHAR) || '.' AS reason
FROM org_evidence e
