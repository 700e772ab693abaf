/*
id: org.evidence.reviewed_by_another
title: Nobody reviews what they attested themselves
severity: high
subject: org_evidence_review
program: governance-risk
controls: [A.5.3, A.5.35]
why: >-
  A review by the same person adds nothing, and makes others believe that it was looked at twice.
attack:
  text: >-
    With one stolen session somebody attests that the logs are watched, and reviews it a minute later.
  technique: T1562
fix: Have somebody else review it who neither attested nor owns it.
*/
SELECT
  r.subject AS subject,
  r.reviewed AS applies,
  NOT r.reviewed_by_attester AS passed,
  r.id || ' was reviewed by who attested or owns it.' AS reason
FROM org_evidence_review r
