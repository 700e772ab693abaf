/*
id: org.deadline.all_severities
title: The company has set its deadlines for mending findings
severity: medium
subject: org_deadline
program: product-security
controls: [A.8.8/deadlines]
why: >-
  A deadline that the company chose is a promise; a default that came with the software is a habit. Teams keep what was
  agreed with them.
attack:
  text: >-
    The weakness has been known, and scanned for by strangers, for as long as it stayed open. Without a date there was
    always something more pressing.
  technique: T1190
fix: >-
  Write deadlines.yaml: one entry with `effective` and the days for critical, high, medium and low. A later change is a
  new entry; the old one stays and holds for what was found before.
*/
SELECT
  d.subject AS subject,
  TRUE AS applies,
  d.stated AND d.days <= 365 AS passed,
  CASE
    WHEN NOT d.stated THEN 'The deadline for findings of severity ' || d.id || ' is the default; the company has set none.'
    ELSE 'Findings of severity ' || d.id || ' may stay for ' || CAST(d.days AS VARCHAR) || ' days, more than a year.'
  END AS reason
FROM org_deadline d
