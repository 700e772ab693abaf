/*
id: org.objective.has_owner
title: Every objective has an owner
severity: medium
subject: org_objective
program: governance-risk
controls: ["6.2"]
why: >-
  Clause 6.2 asks who is responsible. An objective that nobody owns is reached by luck.
attack:
  text: >-
    What everybody wanted and nobody did is still open, and everybody believes that it is being worked on.
  technique: T1591
fix: >-
  Open the objective and name somebody who can move it, and whose account is open.
*/
SELECT
  o.subject AS subject,
  TRUE AS applies,
  o.owned AS passed,
  o.id || CASE WHEN o.owner <> '' THEN ' is owned by an account that is closed.' ELSE ' has no owner.' END AS reason
FROM org_objective o
