/*
id: org.service.has_team
title: Services have a team that exists
severity: high
subject: org_service
program: governance-risk
controls: ["5.3", A.5.2]
why: >-
  Whoever finds something wrong with this service, at three in the night or in a quiet week, has to know whom to ask.
  What nobody owns is mended by nobody.
attack:
  text: >-
    An intruder looks for the service that was forgotten when its team was dissolved: alarms there go to an address
    that nobody reads, and there is all the time in the world.
  technique: T1078
fix: >-
  In the service's catalog-info.yaml, set `spec.owner: group:default/TEAM`, where TEAM is an id in teams.yaml. If the
  service has really no owner any more, agree on one, or retire it.
*/
SELECT
  s.subject AS subject,
  TRUE AS applies,
  s.team <> '' AND any_of(SELECT t.id = s.team FROM org_team t) AS passed,
  CASE
    WHEN s.owner = '' THEN s.title || ' names no owner.'
    WHEN s.team = '' THEN s.title || ' is owned by ' || s.owner || ', which is not a team.'
    ELSE s.title || ' is owned by ' || s.team || ', which is not a team in teams.yaml.'
  END AS reason
FROM org_service s
