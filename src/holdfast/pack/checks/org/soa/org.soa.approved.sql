/*
id: org.soa.approved
title: The Statement of Applicability is approved as it stands
severity: medium
subject: org_soa
program: governance-risk
controls: ["6.1.3", "7.5.3"]
why: >-
  What customers and auditors are shown is the approved version. While the statement has moved on, the company does
  something other than what it has signed.
attack:
  text: >-
    A control is quietly declared not applicable. Nobody reads the change, and what it protected is open from then on.
  technique: T1562
fix: >-
  Put the changes forward under Applicability, Versions. Somebody with the role security lead or executive, who wrote none
  of them, approves.
*/
SELECT
  s.subject AS subject,
  s.recorded AS applies,
  s.approved AND s.changed = 0 AS passed,
  CASE
    WHEN NOT s.approved THEN 'No version of the Statement of Applicability was ever approved.'
    ELSE CAST(s.changed AS VARCHAR) || ' controls changed since version ' || CAST(s.number AS VARCHAR)
      || ' was approved.'
  END AS reason
FROM org_soa s
