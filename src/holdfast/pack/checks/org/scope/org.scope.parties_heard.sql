/*
id: org.scope.parties_heard
title: Interested parties are recorded with what they require
severity: medium
subject: org_scope
program: governance-risk
controls: ["4.2"]
why: >-
  Customers, employees, authorities and suppliers each count on something. What is not written down is remembered when
  it has been broken.
attack:
  text: >-
    Data is stolen, and while everyone works on the technology the deadline for telling the authority and the biggest
    customer passes, because nobody had noted it. The blackmailer had.
  technique: T1657
fix: In scope.yaml, list under `parties` who counts on your security, each with its `requirements`.
*/
SELECT
  s.subject AS subject,
  TRUE AS applies,
  s.parties > 0 AND array_length(s.parties_unheard) = 0 AS passed,
  CASE
    WHEN s.parties = 0 THEN 'No interested party is recorded.'
    ELSE 'No requirement is recorded of ' || s.parties_unheard[1] || '.'
  END AS reason
FROM org_scope s
