/*
id: org.scope.approved
title: The scope is written down and approved within the last year
severity: high
subject: org_scope
program: governance-risk
controls: ["4.3", "4.1"]
why: >-
  Every status that Holdfast shows is about what is inside the scope. A scope that nobody approved lately describes the
  company as it was.
attack:
  text: >-
    The company bought last spring is in nobody's scope, so nobody looked at the administrator account that came with it.
  technique: T1199
fix: >-
  Write scope.yaml in the company's folder (statement, approved_by, approved_on, climate_considered, rules); have it
  approved by somebody who leads the company, once a year and when something big changes.
*/
SELECT
  s.subject AS subject,
  TRUE AS applies,
  s.written
  AND s.statement <> ''
  AND s.approved_on <= CURRENT_TIMESTAMP
  AND s.approved_on > CURRENT_TIMESTAMP - INTERVAL 367 DAY AS passed,
  CASE
    WHEN NOT s.written THEN 'No scope is written: scope.yaml is missing.'
    WHEN s.statement = '' THEN 'The scope has no statement.'
    ELSE 'The scope was approved on ' || CAST(CAST(s.approved_on AS DATE) AS VARCHAR)
      || ', which is not within the last year.'
  END AS reason
FROM org_scope s
