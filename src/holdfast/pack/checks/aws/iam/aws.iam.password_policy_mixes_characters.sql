/*
id: aws.iam.password_policy_mixes_characters
title: Passwords of IAM users mix kinds of characters
severity: low
subject: aws_account
program: identity-workplace
controls: [A.5.17]
why: >-
  Without any rule, many people choose a single word, however long. Mixing letters, digits and signs helps a little;
  length helps more, and a second factor most.
attack:
  text: >-
    A list of words and names in many languages, tried one a day on each user, opens the account of whoever chose one.
  technique: T1110.001
fix: >-
  IAM, Account settings, Password policy: ask for upper case, lower case, a number and a symbol; or set the four
  require_ arguments of aws_iam_account_password_policy.
equivalent:
  - prowler:iam_password_policy_uppercase
  - prowler:iam_password_policy_lowercase
  - prowler:iam_password_policy_number
  - prowler:iam_password_policy_symbol
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  p.is_set AND p.requires_uppercase AND p.requires_lowercase AND p.requires_numbers AND p.requires_symbols AS passed,
  CASE
    WHEN NOT p.is_set THEN 'The account sets no password policy.'
    ELSE 'The password policy asks for no'
    || CASE WHEN p.requires_uppercase THEN '' ELSE ' upper case' END
    || CASE WHEN p.requires_lowercase THEN '' ELSE ' lower case' END
    || CASE WHEN p.requires_numbers THEN '' ELSE ' numbers' END
    || CASE WHEN p.requires_symbols THEN '' ELSE ' symbols' END
    || '.'
  END AS reason
FROM aws_account a
LEFT JOIN aws_iam_password_policy p ON p.account_arn = a.arn
