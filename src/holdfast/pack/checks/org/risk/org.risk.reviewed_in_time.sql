/*
id: org.risk.reviewed_in_time
title: Risks are reviewed within the period of their level
severity: medium
subject: org_risk
program: governance-risk
controls: ["8.2"]
why: >-
  What was rare last year may be common today. The company's method says how long a rating of each level stands; this
  one has stood longer.
attack:
  text: >-
    The risk of a stolen laptop was rated before everybody worked from trains. The rating stayed, the trains came.
  technique: T1078
fix: >-
  Look at the risk again with whoever knows what it is about: rate it anew, or press "Reviewed: it stands as it is"
  and say why.
*/
SELECT
  r.subject AS subject,
  r.rated AS applies,
  r.review_due_at > CURRENT_TIMESTAMP AS passed,
  r.id || ' was to be reviewed before ' || CAST(CAST(r.review_due_at AS DATE) AS VARCHAR) || '.' AS reason
FROM org_risk r
