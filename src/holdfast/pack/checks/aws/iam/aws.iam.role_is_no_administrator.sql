/*
id: aws.iam.role_is_no_administrator
title: Roles may do what they are for, not everything
severity: high
subject: aws_iam_role
program: identity-workplace
controls: [A.8.2, A.5.18, "cis-aws:2.14"]
why: >-
  Whatever can take on this role owns the account: the program that runs with it, whoever breaks into that program,
  and everybody whom its trust policy lets in.
attack:
  text: >-
    A flaw in a web service gives an attacker the credentials of its role. With this role those open every bucket,
    database and secret of the account.
  technique: T1078.004
fix: >-
  See in IAM, Access Advisor, which services the role has used, attach a policy for those, and detach the one that
  allows everything. For administrators use Identity Center, whose roles this check leaves out. If deployments need it,
  hold it with a permissions boundary and record an exception.
equivalent:
  - prowler:iam_role_administratoraccess_policy
  - prowler:iam_inline_policy_no_administrative_privileges
  - prowler:iam_aws_attached_policy_no_administrative_privileges
*/
SELECT
  r.arn AS subject,
  NOT r.is_service_linked AND r.path NOT LIKE '/aws-reserved/%' AS applies,
  none_of(SELECT p.allows_everything FROM aws_iam_role_policy p WHERE p.role_arn = r.arn) AS passed,
  'The role ' || r.name || ' may do everything, by the policy ' || COALESCE(
    first_of(SELECT p.policy_name FROM aws_iam_role_policy p WHERE p.role_arn = r.arn AND p.allows_everything), ''
  ) || '.' AS reason
FROM aws_iam_role r
