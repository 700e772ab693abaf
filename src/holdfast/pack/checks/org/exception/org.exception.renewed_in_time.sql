/*
id: org.exception.renewed_in_time
title: No exception is about to end unnoticed
severity: low
subject: org_exception
program: governance-risk
controls: ["8.3"]
why: >-
  This exception ends within two weeks, and then its findings count again. That is meant to be; it should only surprise
  nobody.
attack:
  text: >-
    The end comes in the busiest week of the year, somebody asks for a hasty renewal of everything, and somebody approves
    it unread.
  technique: T1562
fix: >-
  Mend the finding before the exception ends; or ask for a renewal in good time. It holds for half as long, and somebody
  with authority for the next severity decides.
*/
SELECT
  e.subject AS subject,
  e.decision = 'approved' AND e.starts_at <= CURRENT_TIMESTAMP AND e.ends_at > CURRENT_TIMESTAMP AS applies,
  e.ends_at > CURRENT_TIMESTAMP + INTERVAL '14' DAY AS passed,
  e.id || ' for ' || e.check_id || ' ends on ' || CAST(CAST(e.ends_at AS DATE) AS VARCHAR) || '.' AS reason
FROM org_exception e
