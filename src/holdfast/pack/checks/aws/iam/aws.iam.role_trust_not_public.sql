/*
id: aws.iam.role_trust_not_public
title: No role trusts the whole world
severity: critical
subject: aws_iam_role
program: identity-workplace
controls: [A.5.15, A.8.3, "cis-aws:2.21"]
why: >-
  Anybody with an AWS account of their own can take this role on and do what it may. They need no password of yours and
  no key.
attack:
  text: >-
    Scanners try usual role names in every account number that they know; this one answers, and they are in.
  technique: T1078.004
fix: >-
  In the role's trust policy, name the account, role or service that needs it as Principal; for a partner, add the
  condition sts:ExternalId; for your own accounts, aws:PrincipalOrgID.
exposure: internet
*/
SELECT
  r.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_iam_role_trust_statement s WHERE s.role_arn = r.arn) AS passed,
  'The trust policy of the role ' || r.name || ' lets everyone ' || COALESCE(
    first_of(SELECT s.action FROM aws_iam_role_trust_statement s WHERE s.role_arn = r.arn AND s.is_public), 'in'
  ) || '.' AS reason
FROM aws_iam_role r
