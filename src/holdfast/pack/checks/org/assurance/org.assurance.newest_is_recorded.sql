/*
id: org.assurance.newest_is_recorded
title: The newest of a provider's reports is the one that we read
severity: medium
subject: org_assurance
program: governance-risk
controls: [A.5.22]
why: >-
  AWS has published a later report or certificate of the same name. What changed in it, its exceptions and what it
  expects of us, nobody of ours has read.
attack:
  text: >-
    The new report named a weakness and the months in which it was open. The intruder read the news; we read last
    year's report.
  technique: T1199
fix: >-
  Download it from AWS Artifact, read its exceptions and what it expects of us, and record it in assurances/ with the
  same title and `artifact`.
*/
-- A name that Artifact does not list is unknown: it was renamed, or nobody could look.
SELECT
  a.subject AS subject,
  a.artifact <> '' AND NOT a.superseded AS applies,
  NULLIF(any_of(SELECT r.name = a.artifact AND r.is_published AND r.has_period FROM aws_artifact_report r), FALSE)
  AND none_of(
    SELECT
      r.name = a.artifact AND r.is_published AND r.has_period
      AND r.period_end >= a.period_end + INTERVAL '1' DAY
    FROM aws_artifact_report r
  ) AS passed,
  a.title || ' covers the time until ' || CAST(CAST(a.period_end AS DATE) AS VARCHAR)
  || ', and a later one is in AWS Artifact.' AS reason
FROM org_assurance a
