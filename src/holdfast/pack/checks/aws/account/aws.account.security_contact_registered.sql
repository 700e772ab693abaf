/*
id: aws.account.security_contact_registered
title: AWS knows whom to call about security
severity: medium
subject: aws_account
program: detection-response
controls: [A.5.5, A.5.24, "cis-aws:2.3"]
why: >-
  When AWS sees your keys on the internet or an attack from your account, it writes to the security contact. Without
  one, the warning goes to the root user's mailbox, which people read on payday.
attack:
  text: >-
    A key of yours is published and used within minutes. AWS warns you; the mail lies unread in a shared mailbox while
    the attacker works on through the weekend.
  technique: T1078.004
fix: >-
  Register a mailbox or on-call address that people read at night: console, account settings, alternate contacts,
  Security; or `aws account put-alternate-contact --alternate-contact-type SECURITY`; in Terraform
  aws_account_alternate_contact.
equivalent: ["prowler:account_security_contact_information_is_registered"]
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  a.has_security_contact AS passed,
  'No security contact is registered for this account.' AS reason
FROM aws_account a
