/*
id: org.treatment.done_in_time
title: Treatments are carried out by their dates
severity: medium
subject: org_treatment
program: governance-risk
controls: ["8.3"]
why: >-
  The risk was allowed to stand until this day, because it was to be smaller from then on. It is not.
attack:
  text: >-
    The backup account was to be split off by summer. In autumn whoever held the first account deleted both.
  technique: T1485
fix: >-
  Carry it out; or say openly that it takes longer: change its date, and let the risk's owner agree again.
*/
SELECT
  t.subject AS subject,
  t.open AS applies,
  t.due_at > CURRENT_TIMESTAMP AS passed,
  t.id || ' was to be done before ' || CAST(CAST(t.due_at AS DATE) AS VARCHAR) || '.' AS reason
FROM org_treatment t
