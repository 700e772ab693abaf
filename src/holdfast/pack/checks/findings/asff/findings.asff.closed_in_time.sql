/*
id: findings.asff.closed_in_time
title: Findings of Security Hub are closed within the deadline
severity: high
subject: asff_finding
program: cloud-infrastructure
controls: [A.8.8/deadlines]
why: >-
  Security Hub has told the account's owners, and the finding has stood open for longer than we promised.
attack:
  text: >-
    A weakness that AWS's own checks report is on every attacker's list; each day open is a day to use it.
  technique: T1190
fix: >-
  Mend what the scanner found and import its next file; or suppress it there with a reason, or ask for an exception here.
*/
SELECT
  f.subject AS subject,
  f.severity <> 'info' AND f.status <> 'suppressed' AS applies,
  f.status <> 'open' OR f.first_seen_at > CURRENT_TIMESTAMP - INTERVAL 1 DAY * d.days AS passed,
  f.scanner || ' found "' || f.title || '" (' || f.severity || ') on ' || CAST(CAST(f.first_seen_at AS DATE) AS VARCHAR)
  || ' in ' || CASE WHEN f.resource = '' THEN f.location ELSE f.resource END || '; the deadline is ' || CAST(d.days AS VARCHAR) || ' days.' AS reason
FROM asff_finding f
LEFT JOIN org_deadline d
  ON d.subject = 'deadline:' || f.severity
