/*
id: org.exception.decided_by_another
title: Exceptions are decided by somebody else who may
severity: high
subject: org_exception
program: governance-risk
controls: [A.5.3, A.5.36]
why: >-
  An exception is a risk that the company takes knowingly. That needs two people: one who asks, and another one whose
  authority for this severity was written down beforehand.
attack:
  text: >-
    Somebody with a stolen session asks for an exception and approves it in the next minute; the finding that would have
    shown the open door is quiet from then on.
  technique: T1562
fix: >-
  End the exception, and let somebody decide on a new request who did not ask and who holds recorded authority for its
  severity (console: Exceptions; or holdfast exception approve).
*/
SELECT
  e.subject AS subject,
  e.decided AS applies,
  NOT e.decided_by_requester AND e.decided_with_authority AS passed,
  CASE
    WHEN e.decided_by_requester THEN e.id || ' was decided by the one who asked for it.'
    ELSE 'Who decided on ' || e.id || ' held no recorded authority for ' || e.tier || ' exceptions that day.'
  END AS reason
FROM org_exception e
