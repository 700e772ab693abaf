/*
id: org.assurance.period_current_and_reviewed
title: Providers' reports cover today, and were reviewed
severity: high
subject: org_assurance
program: governance-risk
controls: [A.5.22]
why: >-
  Part of our controls is carried out by our provider. An independent auditor's report is how we know, and it says
  nothing about the time after its period, nor anything at all until somebody has read it.
attack:
  text: >-
    The exception on page 40 of the report named the weakness. The report was filed and not read, and the intruder came
    in through the provider.
  technique: T1199
fix: >-
  Fetch the newest report (AWS Artifact for AWS), read its exceptions and what it expects of us, and record it in
  assurances/ with the same title, `reviewed_by` and `reviewed_on`. Where a report's period is over and the next one is
  not out, fetch the provider's letter about the time since and record it as its `bridge`.
*/
SELECT
  a.subject AS subject,
  NOT a.superseded AS applies,
  a.reviewed
  AND a.period_start <= CURRENT_TIMESTAMP
  AND a.covers_until > CURRENT_TIMESTAMP - INTERVAL 1 DAY
  AND a.reviewed_on >= a.period_start
  AND a.reviewed_on <= CURRENT_TIMESTAMP
  AND a.reviewed_on > CURRENT_TIMESTAMP - INTERVAL 367 DAY AS passed,
  a.title
  || CASE
    WHEN NOT a.reviewed THEN ' was not reviewed by anybody of ours.'
    WHEN a.period_start > CURRENT_TIMESTAMP
      THEN ' covers the time from ' || CAST(CAST(a.period_start AS DATE) AS VARCHAR) || ' on only.'
    WHEN a.covers_until <= CURRENT_TIMESTAMP - INTERVAL 1 DAY
      THEN ' covers the time until ' || CAST(CAST(a.covers_until AS DATE) AS VARCHAR) || ' only.'
    ELSE ' was reviewed on ' || CAST(CAST(a.reviewed_on AS DATE) AS VARCHAR)
      || ': not within its period and the last year.'
  END AS reason
FROM org_assurance a
