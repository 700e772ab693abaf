/*
id: org.assurance.user_controls_shown
title: What providers' reports expect of us is shown by our checks
severity: medium
subject: org_assurance
program: governance-risk
controls: [A.5.23]
why: >-
  A provider's report holds only if its customers do their part: it lists what that is. A part that none of our checks
  shows is a part that we believe in.
attack:
  text: >-
    The report said that customers must restrict who may use their keys. We had read it, and nobody looked whether it was
    so.
  technique: T1078.004
fix: >-
  For each expectation that the reason names, put the check that shows it beside it in assurances/ (`check:`), or write
  a check of our own.
*/
SELECT
  a.subject AS subject,
  a.user_controls > 0 AND NOT a.superseded AS applies,
  LENGTH(ARRAY_TO_STRING(a.user_controls_unshown, ', ')) = 0 AS passed,
  a.title || ' expects what no check of ours shows: ' || ARRAY_TO_STRING(a.user_controls_unshown, ', ') || '.' AS reason
FROM org_assurance a
