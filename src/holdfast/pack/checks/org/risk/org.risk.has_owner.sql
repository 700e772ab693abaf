/*
id: org.risk.has_owner
title: Every risk has an owner
severity: high
subject: org_risk
program: governance-risk
controls: ["6.1.2"]
why: >-
  A risk without an owner is accepted by everybody and decided by nobody. Its owner is somebody who can change what it
  depends on, and whose account is open.
attack:
  text: >-
    Everybody in the room knew that the old export job could be misused. It was on the list for two years, and on
    the list it was when somebody used it.
  technique: T1530
fix: >-
  Open the risk in the console and give it an owner: somebody who answers for what it is about, not somebody who
  writes the list.
*/
SELECT
  r.subject AS subject,
  TRUE AS applies,
  r.has_owner AS passed,
  r.id || ' has no owner whose account is open.' AS reason
FROM org_risk r
