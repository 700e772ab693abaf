/*
id: aws.iam.role_workload_names_itself
title: A role for another service's workloads names which of them
severity: critical
subject: aws_iam_role
program: product-security
controls: [A.5.15, A.8.3, A.8.4]
why: >-
  GitLab, Terraform Cloud, Buildkite, Bitbucket and CircleCI sign tokens for all their customers alike. Unless the
  trust policy asks for a subject, everybody's pipeline can take this role on.
attack:
  text: >-
    Somebody opens a free project with the same service, asks for a token in a job of three lines, and deploys into
    your account.
  technique: T1199
fix: >-
  Add to the trust policy StringEquals or StringLike on the provider's :sub with your project and branch (for GitLab:
  gitlab.com:sub with project_path:our-group/shop:ref_type:branch:ref:main), and StringEquals on its :aud.
exposure: internet
*/
-- GitHub has a check of its own; clusters' providers are each customer's own, and say who is meant by themselves.
SELECT
  r.arn AS subject,
  any_of(
    SELECT
      s.effect = 'Allow' AND (
        s.principal LIKE '%oidc-provider/gitlab.com'
        OR s.principal LIKE '%oidc-provider/app.terraform.io'
        OR s.principal LIKE '%oidc-provider/agent.buildkite.com'
        OR s.principal LIKE '%oidc-provider/api.bitbucket.org%'
        OR s.principal LIKE '%oidc-provider/oidc.circleci.com%'
      )
    FROM aws_iam_role_trust_statement s
    WHERE s.role_arn = r.arn
  ) AS applies,
  none_of(
    SELECT
      s.effect = 'Allow'
      AND (
        s.principal LIKE '%oidc-provider/gitlab.com'
        OR s.principal LIKE '%oidc-provider/app.terraform.io'
        OR s.principal LIKE '%oidc-provider/agent.buildkite.com'
        OR s.principal LIKE '%oidc-provider/api.bitbucket.org%'
        OR s.principal LIKE '%oidc-provider/oidc.circleci.com%'
      )
      AND (array_to_string(s.condition_keys, ' ') || ' ' NOT LIKE '%:sub %' OR s.condition LIKE '%"*"%')
    FROM aws_iam_role_trust_statement s
    WHERE s.role_arn = r.arn
  ) AS passed,
  'The role ' || r.name || ' can be taken on by any workload of ' || COALESCE(
    first_of(
      SELECT s.principal
      FROM aws_iam_role_trust_statement s
      WHERE s.role_arn = r.arn AND s.effect = 'Allow' AND s.principal LIKE '%oidc-provider/%'
    ),
    'the provider'
  ) || '.' AS reason
FROM aws_iam_role r
