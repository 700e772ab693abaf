/*
id: org.program.has_lead
title: Security programs have somebody who leads them
severity: medium
subject: org_program
program: governance-risk
controls: ["5.3"]
why: >-
  A team can carry a program only if somebody decides what it does next and answers for how it stands.
attack:
  text: >-
    Between two teams that each thought the other would decide, the known weakness stays open for the months that an
    intruder needs to find it.
  technique: T1190
fix: >-
  In people.yaml, add the role `program lead` to somebody in the program's team, or the program's own lead role to
  anybody. The team and the role's title can be changed in programs/, by an entry with the program's id, `team` and
  `lead`.
*/
SELECT
  p.subject AS subject,
  TRUE AS applies,
  p.leads > 0 AS passed,
  'Nobody leads the program ' || p.title || ': no ' || p.lead_role || ', and no program lead in its team.' AS reason
FROM org_program p
