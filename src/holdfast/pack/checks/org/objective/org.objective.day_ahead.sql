/*
id: org.objective.day_ahead
title: No objective stands past its day
severity: low
subject: org_objective
program: governance-risk
controls: ["6.2", "9.3.2"]
why: >-
  Once its day has passed an objective is met or missed, and somebody must say what comes next. One that is left standing
  tells everybody that days do not matter.
attack:
  text: >-
    The goal of last spring was missed, nobody said so, and what it was to close is still open.
  technique: T1591
fix: >-
  Tell at the management review whether it was met. Then set the next one, or give this one another day with its reason.
*/
SELECT
  o.subject AS subject,
  TRUE AS applies,
  o.due_at > CURRENT_TIMESTAMP AS passed,
  o.id || ' was to be reached before ' || CAST(CAST(o.due_at AS DATE) AS VARCHAR) || '.' AS reason
FROM org_objective o
