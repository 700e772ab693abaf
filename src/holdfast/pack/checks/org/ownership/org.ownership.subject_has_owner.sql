/*
id: org.ownership.subject_has_owner
title: Everything in the cloud has an owner
severity: medium
subject: subject_owner
program: cloud-infrastructure
controls: [A.5.9, A.5.2]
why: >-
  A finding on something that nobody owns waits for ever. An owner is also the one who can say that it may be deleted.
attack:
  text: >-
    Intruders live longest in what nobody looks at: the test machine of a project that ended, still running, still
    trusted.
  technique: T1578
fix: >-
  Tag the resource `service=ID` with a service from the catalogue (or `team=ID`), best where it is defined in Terraform
  or CloudFormation; or add a rule for its account or name to ownership.yaml. If nobody wants it, delete it.
*/
SELECT
  o.subject AS subject,
  substr(o.kind, 1, 4) <> 'org_' AS applies,
  o.owned AS passed,
  'Nobody owns ' || o.name || ': ' || o.owned_by || '.' AS reason
FROM subject_owner o
