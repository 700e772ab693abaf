/*
id: org.service.states_tier_and_data
title: Services say how much depends on them, and which data they hold
severity: medium
subject: org_service
program: privacy
controls: [A.5.12]
why: >-
  The same finding is urgent on a service that holds customers' data and a chore on a prototype. Without tier and data,
  nobody can tell the two apart, and the deadline is a guess.
attack:
  text: >-
    The export job that "only moves files" turns out to hold every customer's records, and was guarded like a toy,
    because nobody had written down what it holds.
  technique: T1530
fix: >-
  In catalog-info.yaml, under metadata.annotations, set `holdfast.dev/tier: "1"` (the company stops without it) to
  "4", and `holdfast.dev/data: customer, payment` (or `none`).
*/
SELECT
  s.subject AS subject,
  TRUE AS applies,
  s.tier > 0 AND s.data_stated AS passed,
  s.title || ' does not say '
  || CASE
    WHEN s.tier = 0 AND NOT s.data_stated THEN 'its tier, nor which data it holds.'
    WHEN s.tier = 0 THEN 'its tier.'
    ELSE 'which data it holds.'
  END AS reason
FROM org_service s
