/*
id: org.exception.answered_in_time
title: Requests for exceptions are answered within a week
severity: low
subject: org_exception
program: governance-risk
controls: ["8.3"]
why: >-
  Somebody asked, and has waited for more than a week. Whoever waits that long next time does not ask.
attack:
  text: >-
    Because asking leads nowhere, the team works around the rule without a word, and nobody knows what is open.
  technique: T1562
fix: Decide, with a sentence that says why (console, Exceptions; or holdfast exception approve), or hand it to who can.
*/
SELECT
  e.subject AS subject,
  e.decision = 'open' AS applies,
  e.requested_at + INTERVAL '7' DAY > CURRENT_TIMESTAMP AS passed,
  e.id || ' was asked for on ' || CAST(CAST(e.requested_at AS DATE) AS VARCHAR) || ' and waits for a decision.' AS reason
FROM org_exception e
