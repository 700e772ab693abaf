/*
id: org.soa_entry.has_owner
title: Every control that applies has an owner
severity: medium
subject: org_soa_entry
program: governance-risk
controls: ["6.1.3", "5.3", "A.5.2"]
why: >-
  A control that belongs to everybody is kept by nobody. Its owner answers when an auditor asks, and notices when it stops
  working.
attack:
  text: >-
    The control broke when somebody left in June. Nobody was there to see it.
  technique: T1562
fix: >-
  Open the control under Applicability and name somebody who can answer for it, and whose account is open.
*/
SELECT
  e.subject AS subject,
  e.applicable AS applies,
  e.owned AS passed,
  e.id || CASE WHEN e.owner <> '' THEN ' is owned by an account that is closed.' ELSE ' has no owner.' END AS reason
FROM org_soa_entry e
