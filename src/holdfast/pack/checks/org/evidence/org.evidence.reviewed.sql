/*
id: org.evidence.reviewed
title: What is attested was reviewed
severity: low
subject: org_evidence_review
program: governance-risk
controls: ["9.1", A.5.35]
why: >-
  Somebody said that a control holds. Until a second person has looked at how they know, it is one person's word.
attack:
  text: >-
    The list of machines that were looked at leaves out the forgotten one, and nobody reads the list.
  technique: T1562
fix: Have somebody else open it (console, Evidence), look at method, population and sample, and review it.
*/
SELECT
  r.subject AS subject,
  TRUE AS applies,
  r.reviewed AS passed,
  r.id || ' was attested, and nobody has reviewed it.' AS reason
FROM org_evidence_review r
