/*
id: org.risk_proposal.answered_in_time
title: Proposed ratings are answered within two weeks
severity: medium
subject: org_risk_proposal
program: governance-risk
controls: ["8.2"]
why: >-
  A control that holds a risk down has started failing, so the risk is likely graver than its rating says. Its owner
  has not said whether that is so.
attack:
  text: >-
    The alarm on new sign-ins was silent for a month. The risk that leaned on it stayed green, and was the one that
    came.
  technique: T1562
fix: >-
  Open the risk: confirm the higher rating, or decline it and say what holds the risk down meanwhile.
*/
SELECT
  p.subject AS subject,
  p.answer = 'open' AS applies,
  p.proposed_at > CURRENT_TIMESTAMP - INTERVAL '14' DAY AS passed,
  p.id || ' was proposed on ' || CAST(CAST(p.proposed_at AS DATE) AS VARCHAR) || ' because ' || p.control
    || ' is failing.' AS reason
FROM org_risk_proposal p
