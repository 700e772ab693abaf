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
  In people.yaml, add the program's lead role (as the program's text names it) to the person who leads it; or change the
  role's title in the company's own programs/PROGRAM.yaml.
*/
SELECT
  p.subject AS subject,
  TRUE AS applies,
  p.leads > 0 AS passed,
  'Nobody holds the role ' || p.lead_role || ', which leads the program ' || p.title || '.' AS reason
FROM org_program p
