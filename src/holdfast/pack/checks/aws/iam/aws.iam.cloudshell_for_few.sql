/*
id: aws.iam.cloudshell_for_few
title: Full use of CloudShell is given to nobody
severity: medium
subject: aws_account
program: identity-workplace
controls: [A.8.18, A.8.12, "cis-aws:2.20"]
why: >-
  Full access to CloudShell includes moving files between the cloud and a laptop, past everything that watches the
  network.
attack:
  text: >-
    Somebody on their last day copies a database dump into CloudShell and downloads it through the browser.
  technique: T1567
fix: >-
  Detach AWSCloudShellFullAccess. Whoever needs a shell gets a policy without cloudshell:GetFileDownloadUrls and
  cloudshell:GetFileUploadUrls.
equivalent: ["prowler:iam_policy_cloudshell_admin_not_attached"]
reads: {aws_iam_user_policy: account, aws_iam_group_policy: account, aws_iam_role_policy: account}
*/
SELECT
  a.arn AS subject,
  TRUE AS applies,
  none_of(
    SELECT p.policy_name = 'AWSCloudShellFullAccess' AND p.is_aws_managed
    FROM aws_iam_user_policy p
    WHERE p.account_id = a.account_id
  )
  AND none_of(
    SELECT p.policy_name = 'AWSCloudShellFullAccess' AND p.is_aws_managed
    FROM aws_iam_group_policy p
    WHERE p.account_id = a.account_id
  )
  AND none_of(
    SELECT p.policy_name = 'AWSCloudShellFullAccess' AND p.is_aws_managed
    FROM aws_iam_role_policy p
    WHERE p.account_id = a.account_id
  ) AS passed,
  'AWSCloudShellFullAccess is attached to ' || COALESCE(
    first_of(
      SELECT p.user_arn FROM aws_iam_user_policy p
      WHERE p.account_id = a.account_id AND p.policy_name = 'AWSCloudShellFullAccess'
    ),
    first_of(
      SELECT p.group_arn FROM aws_iam_group_policy p
      WHERE p.account_id = a.account_id AND p.policy_name = 'AWSCloudShellFullAccess'
    ),
    first_of(
      SELECT p.role_arn FROM aws_iam_role_policy p
      WHERE p.account_id = a.account_id AND p.policy_name = 'AWSCloudShellFullAccess'
    ),
    'somebody'
  ) || '.' AS reason
FROM aws_account a
