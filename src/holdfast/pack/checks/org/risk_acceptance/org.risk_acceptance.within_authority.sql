/*
id: org.risk_acceptance.within_authority
title: Risks are accepted by those who may, and cover the risk as it is
severity: high
subject: org_risk_acceptance
program: governance-risk
controls: ["8.3", A.5.4]
why: >-
  The company's method says which role may accept which level. Here whoever accepted did not hold it, or the risk has
  become graver than what was accepted, so nobody with authority has decided on it.
attack:
  text: >-
    Whoever wants a door left open finds somebody who signs. If a signature of anybody counts, it is soon open.
  technique: T1562
fix: >-
  End the acceptance. Rate the risk as it is today, then let an owner accept it who holds the role for that level, or
  treat it.
*/
SELECT
  a.subject AS subject,
  NOT a.superseded AND a.ends_at > CURRENT_TIMESTAMP AS applies,
  a.with_authority AND a.covers AS passed,
  CASE
    WHEN NOT a.with_authority THEN 'Who accepted ' || a.id || ' held no role that day that may accept ' || a.level || '.'
    ELSE 'The risk is graver today than the ' || a.level || ' that ' || a.id || ' accepted.'
  END AS reason
FROM org_risk_acceptance a
