/*
id: org.account.has_second_factor
title: Whoever decides in Holdfast signs in with a second factor
severity: high
subject: org_account
program: identity-workplace
controls: [A.8.5/workforce, A.5.17]
why: >-
  This account gives roles, approves, or holds a role that the company asks for more than a password. Whoever learns
  that password decides in its name, and the history says that its owner did.
attack:
  text: >-
    The attacker tries passwords of an old leak, one of them opens, and grants themselves an exception for every
    finding that would give them away.
  technique: T1078
fix: >-
  Have the person add a passkey or an authenticator app (console: Your sign-in), or let them sign in with a provider
  that asks for one. See docs/guides/sign-in.md.
*/
SELECT
  a.subject AS subject,
  a.active
  AND (
    a.second_factor_needed
    OR list_contains(a.roles, 'administrator')
    OR list_contains(a.roles, 'security lead')
  ) AS applies,
  a.second_factor AS passed,
  'The account ' || a.id || ' opens with a password alone.' AS reason
FROM org_account a
