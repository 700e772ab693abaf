/*
id: org.risk.decided_above_appetite
title: Risks above appetite are treated or accepted
severity: high
subject: org_risk
program: governance-risk
controls: [6.1.3/planned]
why: >-
  This risk is graver than what the company wants to carry, and nothing is planned about it and nobody has accepted it
  by name. So it is carried all the same, without anybody having said so.
attack:
  text: >-
    The board believed that everything red was being worked on. The one that happened was red, discussed twice, and
    nobody's.
  technique: T1486
fix: >-
  Plan a treatment with an owner and a date, stop what brings the risk, or let its owner accept what remains, within
  their authority and for a time (console, Risks).
*/
SELECT
  r.subject AS subject,
  NOT r.within_appetite AND r.rated AS applies,
  r.open_treatments > 0 OR (r.accepted AND r.accepted_until > CURRENT_TIMESTAMP) AS passed,
  r.id || ' is ' || r.level || ', above appetite, and is neither treated nor accepted.' AS reason
FROM org_risk r
