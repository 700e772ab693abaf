/*
id: org.risk.rated_in_time
title: Risks are rated within two weeks
severity: medium
subject: org_risk
program: governance-risk
controls: ["6.1.2"]
why: >-
  Somebody took the trouble to raise it. Until it is rated by the company's scales, nobody knows whether it can wait.
attack:
  text: >-
    An engineer writes down how a partner key could be copied. It waits unrated behind forty others, and is copied
    meanwhile.
  technique: T1552
fix: >-
  Open the risk in the console, choose how often and how badly as things are today, and say why in a sentence.
*/
SELECT
  r.subject AS subject,
  TRUE AS applies,
  r.rated OR r.raised_at > CURRENT_TIMESTAMP - INTERVAL '14' DAY AS passed,
  r.id || ' was raised on ' || CAST(CAST(r.raised_at AS DATE) AS VARCHAR) || ' and is not rated.' AS reason
FROM org_risk r
