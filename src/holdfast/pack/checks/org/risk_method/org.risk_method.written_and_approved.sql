/*
id: org.risk_method.written_and_approved
title: The method for risks is written down and approved within the last year
severity: medium
subject: org_risk_method
program: governance-risk
controls: ["6.1.2"]
why: >-
  Ratings by different people can only be compared if all use the same scales, and the company decides by them only if
  somebody who leads has said that these are the ones.
attack:
  text: >-
    The team that owned the risk had a scale of its own, on which everything of its own was yellow.
  technique: T1199
fix: >-
  Write risk.yaml in the company's folder (scales, matrix, levels, appetite); have it approved by somebody who leads
  the company, once a year, and say so with approved_by and approved_on.
*/
SELECT
  m.subject AS subject,
  TRUE AS applies,
  m.written
  AND m.approved_by <> ''
  AND m.approved_on <= CURRENT_TIMESTAMP
  AND m.approved_on > CURRENT_TIMESTAMP - INTERVAL '367' DAY AS passed,
  CASE
    WHEN NOT m.written THEN 'No method is written: risk.yaml is missing.'
    WHEN m.approved_by = '' THEN 'Nobody has approved the method.'
    ELSE 'The method was approved on ' || CAST(CAST(m.approved_on AS DATE) AS VARCHAR)
      || ', which is not within the last year.'
  END AS reason
FROM org_risk_method m
