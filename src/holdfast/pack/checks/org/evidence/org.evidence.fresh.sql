/*
id: org.evidence.fresh
title: Evidence is of the last year
severity: low
subject: org_evidence
program: governance-risk
controls: ["9.1"]
why: >-
  An auditor judges a period. What was shown more than a year ago says how it was then, not how it is.
attack:
  text: >-
    The review of access that the file shows was the last one. Everybody who left since still has a key.
  technique: T1078
fix: Show it again for the period that is judged now, and add that.
*/
SELECT
  e.subject AS subject,
  TRUE AS applies,
  e.effective_at + INTERVAL '365' DAY > CURRENT_TIMESTAMP AS passed,
  e.id || ' speaks for ' || CAST(CAST(e.effective_at AS DATE) AS VARCHAR) || ', more than a year ago.' AS reason
FROM org_evidence e
