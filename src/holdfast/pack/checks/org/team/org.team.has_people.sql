/*
id: org.team.has_people
title: Teams have people
severity: high
subject: org_team
program: governance-risk
controls: ["5.3", A.5.2]
why: >-
  A team without people still owns services on paper, so every finding on them looks owned and is not.
attack:
  text: >-
    After a reorganisation the old team lives on as a name. The alert about a stolen key is sent to it, and stays there.
  technique: T1078
fix: >-
  Give the people in people.yaml their present team, or remove the team from teams.yaml and hand what it owned to
  somebody who is there.
*/
SELECT
  t.subject AS subject,
  TRUE AS applies,
  t.people > 0 AS passed,
  'Nobody is in the team ' || t.title || '.' AS reason
FROM org_team t
