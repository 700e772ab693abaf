/*
id: org.account.closed_holds_no_role
title: Who has left holds no role in Holdfast
severity: medium
subject: org_account
program: identity-workplace
controls: [A.5.18/operates]
why: >-
  The account is closed and its roles are not ended. One press of a button, or a slip in the directory, gives
  everything back to somebody who has left.
attack:
  text: >-
    A former administrator asks the help desk to open the old account "for a file", and is administrator again.
  technique: T1098
fix: >-
  End the account's roles (console: People and roles). A directory that closes accounts by SCIM does both at once.
*/
SELECT
  a.subject AS subject,
  NOT a.active AS applies,
  array_length(a.roles) = 0 AS passed,
  'The account ' || a.id || ' is closed and still holds: ' || array_to_string(a.roles, ', ') || '.' AS reason
FROM org_account a
