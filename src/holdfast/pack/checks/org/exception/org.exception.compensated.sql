/*
id: org.exception.compensated
title: Live exceptions say what protects instead, and what shows it
severity: medium
subject: org_exception
program: governance-risk
controls: ["8.3", A.5.36/corrected]
why: >-
  While a finding is allowed to stand, something else has to protect what it left open. If nobody can say what that is
  and how it is known to work, the risk is simply open.
attack:
  text: >-
    The exception says that the firewall in front makes up for the open port. Nobody ever looked; the firewall was
    taken down in spring.
  technique: T1190
fix: >-
  End the exception and ask for a new one that names the compensating control and the evidence that it works: a check, an
  attestation, a test and its date.
*/
SELECT
  e.subject AS subject,
  e.decision = 'approved' AND e.disposition = 'exception' AND e.starts_at <= CURRENT_TIMESTAMP
  AND e.ends_at > CURRENT_TIMESTAMP AS applies,
  e.has_compensating_control AND e.has_compensating_evidence AS passed,
  CASE
    WHEN NOT e.has_compensating_control THEN e.id || ' does not say what protects instead.'
    ELSE e.id || ' does not say what shows that its compensating control works.'
  END AS reason
FROM org_exception e
