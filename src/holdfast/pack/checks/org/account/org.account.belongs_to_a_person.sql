/*
id: org.account.belongs_to_a_person
title: Whoever can sign in to Holdfast works here
severity: high
subject: org_account
program: identity-workplace
controls: [A.5.16/removed, A.5.18]
why: >-
  This account can sign in, and nobody in people.yaml stands behind it. It may belong to somebody who has left, and it
  shows where the company is weak.
attack:
  text: >-
    A former contractor signs in a year later, reads which findings are still open, and sells the list.
  technique: T1078
fix: >-
  If the person works here, name their id from people.yaml in the account (console: People and roles). If not, close the
  account.
*/
SELECT
  a.subject AS subject,
  a.active AS applies,
  any_of(SELECT p.id = a.person FROM org_person p) AS passed,
  CASE
    WHEN a.person = '' THEN 'The account ' || a.id || ' names no person.'
    ELSE 'The account ' || a.id || ' names ' || a.person || ', who is not in people.yaml.'
  END AS reason
FROM org_account a
