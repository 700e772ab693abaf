/*
id: org.team.has_champion
title: Teams have a security champion
severity: low
subject: org_team
program: people-culture
controls: [A.6.3]
why: >-
  A champion is a colleague at the next desk who has thought about security a little longer, and can be asked before
  something is built. It is an offer to the team: somebody volunteers, with hours agreed.
attack:
  text: >-
    A well made message asks a developer to approve a sign-in. In the team with a champion somebody says "that is odd";
    in the other one everybody assumes that somebody else would have said so.
  technique: T1566
fix: >-
  Ask in the team who would like to, agree on hours with the manager, and add the role `champion` to that person in
  people.yaml. Appointing somebody who does not want to helps nobody.
*/
SELECT
  t.subject AS subject,
  t.people > 0 AS applies,
  t.champions > 0 AS passed,
  'Nobody in the team ' || t.title || ' is its champion yet.' AS reason
FROM org_team t
