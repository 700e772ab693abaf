/*
id: aws.ses.identity_policy_not_public
title: No policy lets everyone send mail in the company's name
severity: high
subject: aws_ses_identity
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12, "cis-aws:2.21"]
why: Everybody with an AWS account may send mail that is signed as yours, on your reputation.
attack:
  text: Somebody sends a perfectly signed request to pay an invoice from your domain to your customers.
  technique: T1566.002
fix: >-
  Delete the policy, or name the one account that sends for you (aws sesv2 delete-email-identity-policy; Terraform:
  aws_sesv2_email_identity_policy).
equivalent: ["prowler:ses_identity_not_publicly_accessible"]
exposure: internet
*/
SELECT
  i.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_ses_identity_policy_statement s WHERE s.identity_arn = i.arn) AS passed,
  'The policy of ' || COALESCE(i.name, i.arn) || ' allows everyone to do ' || COALESCE(
    first_of(
      SELECT CASE WHEN s.not_action THEN 'all but ' ELSE '' END || s.action
      FROM aws_ses_identity_policy_statement s
      WHERE s.identity_arn = i.arn AND s.is_public
    ),
    'what only you should'
  ) || '.' AS reason
FROM aws_ses_identity i
