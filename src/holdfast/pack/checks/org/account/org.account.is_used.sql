/*
id: org.account.is_used
title: No account of Holdfast lies open and unused
severity: medium
subject: org_account
program: identity-workplace
controls: [A.5.18/operates]
why: >-
  Nobody has signed in with this account for three months, or ever since it was made a month ago. Nobody would notice
  if somebody else did.
attack:
  text: >-
    An attacker who has the password of a forgotten account reads findings for weeks, because its owner is not there to
    see a sign-in that was not theirs.
  technique: T1078
fix: >-
  Ask the person whether they still need it. If not, close it (console: People and roles), or in the directory.
*/
SELECT
  a.subject AS subject,
  a.active AS applies,
  (
    a.signed_in AND a.last_signed_in_at > CURRENT_TIMESTAMP - INTERVAL '90' DAY
  )
  OR a.created_at > CURRENT_TIMESTAMP - INTERVAL '30' DAY AS passed,
  CASE
    WHEN a.signed_in THEN 'The account ' || a.id || ' was last used on ' || CAST(CAST(a.last_signed_in_at AS DATE) AS VARCHAR) || '.'
    ELSE 'The account ' || a.id || ' was made on ' || CAST(CAST(a.created_at AS DATE) AS VARCHAR) || ' and never used.'
  END AS reason
FROM org_account a
