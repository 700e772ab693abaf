/*
id: org.attestation.current
title: Attestations are current
severity: medium
subject: org_attestation
program: governance-risk
controls: ["9.1"]
why: >-
  Somebody put their name to this. After its time nobody stands behind it any more, and the control that rests on it is
  unknown.
attack:
  text: >-
    The statement that leavers lose their access was true when it was signed. The contractor who left after it expired
    still signs in.
  technique: T1078
fix: >-
  Look again at what the attestation says. If it still holds, write a new one in attestations/ with today's date; if not,
  say so and mend it.
*/
SELECT
  a.subject AS subject,
  NOT a.superseded AS applies,
  a.effective <= CURRENT_TIMESTAMP AND a.expires > CURRENT_TIMESTAMP AS passed,
  CASE
    WHEN a.effective > CURRENT_TIMESTAMP THEN 'The attestation of ' || a.control || ' stands only from '
      || CAST(CAST(a.effective AS DATE) AS VARCHAR) || ' on.'
    ELSE 'The attestation of ' || a.control || ' ended on ' || CAST(CAST(a.expires AS DATE) AS VARCHAR) || '.'
  END AS reason
FROM org_attestation a
