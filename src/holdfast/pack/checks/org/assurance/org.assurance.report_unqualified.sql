/*
id: org.assurance.report_unqualified
title: Providers' reports are unqualified, or what was qualified is known
severity: high
subject: org_assurance
program: governance-risk
controls: [A.5.22]
why: >-
  An auditor's qualified opinion says: this part did not hold. Whatever of ours stood on that part stands on nothing
  until we have looked.
attack:
  text: >-
    The auditor wrote that leavers kept their access for weeks. So did an attacker who had bought one of their passwords.
  technique: T1078
fix: >-
  Read the opinion and the exceptions, write each qualification down in our own words with the controls that it touches
  (`qualifications` in assurances/), and decide what we do about them until the next report.
*/
SELECT
  a.subject AS subject,
  a.kind = 'report' AND NOT a.superseded AS applies,
  a.opinion = 'unqualified' AND a.qualifications = 0 AS passed,
  a.title
  || CASE
    WHEN a.opinion = '' THEN ': its auditor''s opinion is not recorded.'
    WHEN a.opinion = 'unqualified' THEN ': its auditor found exceptions that touch us.'
    ELSE ': its auditor''s opinion is ' || a.opinion || '.'
  END AS reason
FROM org_assurance a
