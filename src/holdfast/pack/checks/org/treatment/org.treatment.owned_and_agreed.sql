/*
id: org.treatment.owned_and_agreed
title: Treatments have somebody who carries them out, and the risk owner's word
severity: medium
subject: org_treatment
program: governance-risk
controls: [6.1.3/planned]
why: >-
  A plan that nobody carries out is a wish. A plan that the risk's owner has not agreed to may not be what they would
  pay for.
attack:
  text: >-
    Three teams each believed that another one was turning the old sign-in off. Somebody signed in with it.
  technique: T1078
fix: >-
  Name who carries it out; then let the risk's owner agree to it (console, the risk, Treatment). A change of what was
  agreed asks them again.
*/
SELECT
  t.subject AS subject,
  t.open AS applies,
  t.has_owner AND t.agreed AS passed,
  CASE
    WHEN NOT t.has_owner THEN t.id || ' has nobody who carries it out.'
    ELSE 'The risk''s owner has not agreed to ' || t.id || ' as it stands.'
  END AS reason
FROM org_treatment t
