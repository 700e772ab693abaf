/*
id: org.control.exclusion_has_reason
title: Controls that are left out, or not in place yet, say why
severity: high
subject: org_control
program: governance-risk
controls: ["6.1.3"]
why: >-
  The Statement of Applicability is where customers and auditors look first. Leaving a control out is fine; leaving it
  out without a reason looks like forgetting, and usually is.
attack:
  text: >-
    Whoever plans an attack asks what the company decided not to do. A gap that was never decided on has no other
    control beside it.
  technique: T1591
fix: >-
  In applicability.yaml, give the control's line a `reason`: why the control does not apply, or what is still missing
  and by when.
*/
SELECT
  c.subject AS subject,
  -- Once the statement is kept as records, they say it, and org.soa_entry.says_why asks them.
  none_of(SELECT e.id <> '' FROM org_soa_entry e) AS applies,
  (c.applicable AND c.implementation = 'implemented') OR c.reason <> '' AS passed,
  CASE
    WHEN NOT c.applicable THEN c.id || ' is left out without a reason.'
    ELSE c.id || ' is ' || c.implementation || ', and nothing says why or by when.'
  END AS reason
FROM org_control c
