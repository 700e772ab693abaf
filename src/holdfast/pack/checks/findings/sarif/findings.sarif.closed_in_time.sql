/*
id: findings.sarif.closed_in_time
title: Findings of code scanners are closed within the deadline
severity: high
subject: sarif_finding
program: product-security
controls: [A.8.8/deadlines]
why: >-
  The scanner has already found it, so the work of looking is done; what is left is a known weakness in code that ships.
attack:
  text: >-
    What a free scanner finds in our code, an attacker's copy of the scanner finds in what we publish.
  technique: T1190
fix: >-
  Mend what the scanner found and import its next file; or suppress it there with a reason, or ask for an exception here.
*/
SELECT
  f.subject AS subject,
  f.severity <> 'info' AND f.status <> 'suppressed' AS applies,
  f.status <> 'open' OR f.first_seen_at > CURRENT_TIMESTAMP - INTERVAL 1 DAY * d.days AS passed,
  f.scanner || ' found "' || f.title || '" (' || f.severity || ') on ' || CAST(CAST(f.first_seen_at AS DATE) AS VARCHAR)
  || ' in ' || CASE WHEN f.location = '' THEN 'the repository' ELSE f.location END || '; the deadline is ' || CAST(d.days AS VARCHAR) || ' days.' AS reason
FROM sarif_finding f
LEFT JOIN org_deadline d
  ON d.subject = 'deadline:' || f.severity
