/*
id: org.assurance.file_kept
title: The file of each report that we read can be told from others
severity: low
subject: org_assurance
program: governance-risk
controls: [A.5.22, A.5.33]
why: >-
  In a year an auditor asks which report it was that somebody of ours read. A file's name does not say so; its
  checksum does.
attack:
  text: >-
    Somebody replaced the file by a report with a better ending, and nobody could tell.
  technique: T1565.001
fix: >-
  Write the file's name and SHA-256 (shasum -a 256 FILE) beside the report in assurances/, as `file: {name: ...,
  sha256: ...}`. The file itself stays where only those who signed for it may read it.
*/
SELECT
  a.subject AS subject,
  a.reviewed AND NOT a.superseded AS applies,
  a.file_known AS passed,
  a.title || ' was reviewed, and which file that was is not written down.' AS reason
FROM org_assurance a
