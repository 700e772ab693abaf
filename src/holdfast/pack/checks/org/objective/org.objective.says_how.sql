/*
id: org.objective.says_how
title: Every objective says how it is to be reached
severity: low
subject: org_objective
program: governance-risk
controls: ["6.2"]
why: >-
  Clause 6.2 asks what will be done and with what. A target without a plan is a hope.
attack:
  text: >-
    The target hangs on the wall, and the work that would reach it was never given to anybody.
  technique: T1591
fix: >-
  Open the objective and say in a few sentences what will be done, by whom, and with what time or money.
*/
SELECT
  o.subject AS subject,
  TRUE AS applies,
  o.planned AS passed,
  o.id || ' does not say how it is to be reached.' AS reason
FROM org_objective o
