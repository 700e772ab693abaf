/*
id: org.ownership.rule_names_known_service
title: Ownership rules name services that exist
severity: low
subject: org_ownership_rule
program: governance-risk
controls: [A.5.9]
why: >-
  A rule with a misspelt or retired service gives what it matches to nobody, and does so quietly.
attack:
  text: >-
    A rule still hands a whole account to a service that was retired. Whoever settles in that account is in nobody's
    list.
  technique: T1578
fix: Correct the service in ownership.yaml, add it to services/, or remove the rule.
*/
SELECT
  r.subject AS subject,
  r.service <> '' AS applies,
  any_of(SELECT s.id = r.service FROM org_service s) AS passed,
  'Rule ' || r.id || ' (' || r.title || ') names the service ' || r.service || ', which is not in the catalogue.' AS reason
FROM org_ownership_rule r
