/*
id: aws.iam.root_has_no_access_keys
title: The root user has no access keys
severity: critical
subject: aws_account
program: identity-workplace
controls: [A.8.2, A.5.17, A.8.5, "cis-aws:2.4"]
why: >-
  A root access key is the whole account in one line of text: it asks for no second factor, and no policy limits it.
  It needs to leak only once, from a laptop, a log or a build.
attack:
  text: >-
    A root key that was once put into a script turns up in a repository. With it an attacker creates users, deletes
    backups and closes the account, all without signing in anywhere.
  technique: T1078.004
fix: >-
  Find what uses the key (its last use is in the credential report), give that a role instead, then sign in as root,
  open Security credentials, deactivate the key, and delete it a few days later.
equivalent: ["prowler:iam_no_root_access_key"]
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  NOT s.root_has_access_keys AS passed,
  'The root user of account ' || a.account_id || ' has access keys.' AS reason
FROM aws_account a
LEFT JOIN aws_iam_account_summary s ON s.account_arn = a.arn
