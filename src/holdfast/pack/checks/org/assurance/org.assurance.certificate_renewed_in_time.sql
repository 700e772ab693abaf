/*
id: org.assurance.certificate_renewed_in_time
title: Providers' certificates are not about to expire
severity: low
subject: org_assurance
program: governance-risk
controls: [A.5.22]
why: >-
  The day after a provider's certificate expires, every control that rests on it is unknown. Two months are enough to
  fetch the new one, read what changed, and ask where none is coming.
attack:
  text: >-
    Nobody asked why the provider's certificate was not renewed. The answer, an unmended finding of its auditor, was what
    the intruder used.
  technique: T1199
fix: >-
  Fetch the provider's new certificate (AWS Artifact for AWS), compare its scope and its services with what we use, and
  record it in assurances/ with the same title. If there is none yet, ask the provider when it comes.
*/
SELECT
  a.subject AS subject,
  a.kind = 'certificate' AND NOT a.superseded AS applies,
  a.period_end > CURRENT_TIMESTAMP + INTERVAL 60 DAY AS passed,
  a.title || ' is valid until ' || CAST(CAST(a.period_end AS DATE) AS VARCHAR) || '.' AS reason
FROM org_assurance a
