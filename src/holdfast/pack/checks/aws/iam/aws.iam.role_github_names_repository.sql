/*
id: aws.iam.role_github_names_repository
title: A role for GitHub's workflows names the repository
severity: critical
subject: aws_iam_role
program: product-security
controls: [A.5.15, A.8.3, A.8.4]
why: >-
  GitHub signs a token for every workflow of every user in the world. Unless the trust policy asks whose repository it
  is, a workflow in anybody's repository can take this role on.
attack:
  text: >-
    Somebody opens a free repository, writes a workflow of ten lines, and deploys into your account.
  technique: T1199
fix: >-
  Add to the trust policy StringLike on token.actions.githubusercontent.com:sub with your repository and branch, for
  example repo:our-org/shop:ref:refs/heads/main, and StringEquals on ...:aud with sts.amazonaws.com.
exposure: internet
*/
SELECT
  r.arn AS subject,
  any_of(
    SELECT s.effect = 'Allow' AND s.principal LIKE '%oidc-provider/token.actions.githubusercontent.com'
    FROM aws_iam_role_trust_statement s
    WHERE s.role_arn = r.arn
  ) AS applies,
  none_of(
    SELECT
      s.effect = 'Allow'
      AND s.principal LIKE '%oidc-provider/token.actions.githubusercontent.com'
      AND (
        NOT list_contains(s.condition_keys, 'token.actions.githubusercontent.com:sub')
        OR s.condition LIKE '%"*"%'
        OR s.condition LIKE '%"repo:*%'
      )
    FROM aws_iam_role_trust_statement s
    WHERE s.role_arn = r.arn
  ) AS passed,
  'The role ' || r.name || ' can be taken on by a workflow in any repository on GitHub.' AS reason
FROM aws_iam_role r
