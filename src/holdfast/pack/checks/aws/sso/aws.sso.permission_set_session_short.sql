/*
id: aws.sso.permission_set_session_short
title: Sessions of Identity Center end in time
severity: medium
subject: aws_sso_permission_set
program: identity-workplace
controls: [A.8.2, A.8.5]
why: >-
  For so long the credentials that were handed out stay good, also after the person was taken out of the group. With
  every right an hour is enough; with others, a working day.
attack:
  text: >-
    The attacker finds credentials in the environment of a laptop at four in the afternoon; they were made that
    morning, and still open the account.
  technique: T1550.001
fix: >-
  aws sso-admin update-permission-set --session-duration PT1H for administrators, PT8H for others (Terraform:
  session_duration of aws_ssoadmin_permission_set), then provision it anew.
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  CASE
    WHEN s.session_minutes <= 60 THEN TRUE
    WHEN s.session_minutes > 480 THEN FALSE
    WHEN s.session_minutes > 60 THEN NOT s.allows_everything
  END AS passed,
  'Sessions with the permission set ' || s.name || ' last ' || CAST(s.session_minutes AS VARCHAR) || ' minutes'
  || CASE WHEN s.allows_everything THEN ', and it allows everything.' ELSE '.' END AS reason
FROM aws_sso_permission_set s
