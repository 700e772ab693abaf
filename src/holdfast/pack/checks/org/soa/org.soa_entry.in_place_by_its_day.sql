/*
id: org.soa_entry.in_place_by_its_day
title: Controls that are planned have a day, and it has not passed
severity: medium
subject: org_soa_entry
program: governance-risk
controls: ["6.1.3", "8.3"]
why: >-
  A plan without a day is a wish, and a plan whose day has passed is a gap. The treatment plan counts only while somebody
  keeps it.
attack:
  text: >-
    What was to be closed by summer is still open at Christmas, and whoever reads old audit reports knows where.
  technique: T1591
fix: >-
  Finish it and say so, or agree with the risk's owner on another day and put that forward with the next version.
*/
SELECT
  e.subject AS subject,
  e.applicable AND e.implementation <> 'implemented' AS applies,
  e.dated AND e.due_at > CURRENT_TIMESTAMP AS passed,
  e.id || CASE
    WHEN NOT e.dated THEN ' is not in place, and no day is named.'
    ELSE ' was to be in place before ' || CAST(CAST(e.due_at AS DATE) AS VARCHAR) || '.'
  END AS reason
FROM org_soa_entry e
