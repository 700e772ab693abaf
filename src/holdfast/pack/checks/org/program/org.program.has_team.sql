/*
id: org.program.has_team
title: Security programs have a team
severity: high
subject: org_program
program: governance-risk
controls: ["4.4", "5.3"]
why: >-
  A program is a promise that a part of security gets better. Without a team, it is a page that nobody turns.
attack:
  text: >-
    Attackers do not read charters. Where detection has a charter and no team, the alarm rings in an empty room.
  technique: T1562
fix: >-
  Add the team to teams.yaml; or say in the company's folder, in programs/ours.yaml, which team does carry it:
  `- {id: PROGRAM, team: TEAM}`. What such an entry leaves out stays as the pack has it.
*/
SELECT
  p.subject AS subject,
  TRUE AS applies,
  p.team <> '' AS passed,
  'The program ' || p.title || ' names the team ' || p.named_team || ', which is not in teams.yaml.' AS reason
FROM org_program p
