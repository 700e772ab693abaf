/*
id: org.soa.approved_by_another
title: Who approved the Statement of Applicability wrote none of it
severity: high
subject: org_soa
program: governance-risk
controls: ["6.1.3", "A.5.3"]
why: >-
  An approval by the author is no second look. The console refuses it, so a fail here means that somebody went round it.
attack:
  text: >-
    Somebody excludes the control that would find them, and signs the exclusion.
  technique: T1562
fix: >-
  Have somebody else read the changes and approve a new version; then find out how this approval came to be.
*/
SELECT
  s.subject AS subject,
  s.recorded AND s.approved AS applies,
  NOT s.approved_by_writer AS passed,
  'Version ' || CAST(s.number AS VARCHAR) || ' was approved by somebody who wrote some of it.' AS reason
FROM org_soa s
