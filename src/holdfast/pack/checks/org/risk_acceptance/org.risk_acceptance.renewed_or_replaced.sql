/*
id: org.risk_acceptance.renewed_or_replaced
title: No acceptance is past its date with nothing in its place
severity: high
subject: org_risk_acceptance
program: governance-risk
controls: ["8.3"]
why: >-
  Its owner decided to live with this risk until a day. That day has passed, the risk is still above appetite, and
  nobody has decided anew.
attack:
  text: >-
    What was accepted "until the migration" outlived the migration by three years, and the people who knew why.
  technique: T1190
fix: >-
  Let the risk's owner decide anew: accept it again for a time, plan a treatment, or rate it as it is today.
*/
SELECT
  a.subject AS subject,
  a.needed AND NOT a.superseded AS applies,
  a.ends_at > CURRENT_TIMESTAMP AS passed,
  a.id || ' ended on ' || CAST(CAST(a.ends_at AS DATE) AS VARCHAR) || ', and nothing took its place.' AS reason
FROM org_risk_acceptance a
