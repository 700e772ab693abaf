/*
id: org.soa.approved_within_a_year
title: The Statement of Applicability was approved within the last year
severity: medium
subject: org_soa
program: governance-risk
controls: ["6.1.3"]
why: >-
  A year brings new services, new contracts and new risks. A statement that nobody has looked at since then describes
  another company.
attack:
  text: >-
    The service that was taken into use last spring is in no statement, so nobody asked which controls it needs.
  technique: T1591
fix: >-
  Go through the statement, change what is no longer so, and put a new version forward, even where little has changed.
*/
SELECT
  s.subject AS subject,
  s.recorded AND s.approved AS applies,
  s.approved_at > CURRENT_TIMESTAMP - INTERVAL '365' DAY AS passed,
  'Version ' || CAST(s.number AS VARCHAR) || ' was approved on ' || CAST(CAST(s.approved_at AS DATE) AS VARCHAR)
    || ', more than a year ago.' AS reason
FROM org_soa s
