/*
id: org.soa_entry.says_why
title: Every control says why it is included or excluded
severity: high
subject: org_soa_entry
program: governance-risk
controls: ["6.1.3"]
why: >-
  Clause 6.1.3 d asks for the reason of each control, in or out. An exclusion without one looks like forgetting, and an
  inclusion without one is a control that nobody knows whether they need.
attack:
  text: >-
    Whoever plans an attack asks what the company decided not to do. A gap that was never decided on has no other
    control beside it.
  technique: T1591
fix: >-
  Open the control under Applicability. Name what asks for it (a risk in the register, an obligation, a contract), or say
  in a sentence why it does not apply.
*/
SELECT
  e.subject AS subject,
  TRUE AS applies,
  e.reason <> '' OR (
    e.applicable
    AND (array_length(e.risks) > 0 OR array_length(e.obligations) > 0 OR array_length(e.contracts) > 0)
  ) AS passed,
  e.id || CASE WHEN e.applicable THEN ' is included' ELSE ' is excluded' END || ', and nothing says why.' AS reason
FROM org_soa_entry e
