/*
id: aws.glue.catalog_policy_not_public
title: No data catalog's policy lets everyone in
severity: high
subject: aws_glue_catalog
program: cloud-infrastructure
controls: [A.8.3, A.5.15, A.8.12, "cis-aws:2.21"]
why: Strangers may read what tables you have and where they lie, or change it so that queries read something else.
attack:
  text: Somebody with any AWS account changes where a table lies, and your reports read data that they wrote.
  technique: T1526
fix: >-
  Name the accounts that need it as principals (aws glue put-resource-policy; Terraform: aws_glue_resource_policy).
equivalent: ["prowler:glue_data_catalogs_not_publicly_accessible"]
exposure: internet
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  none_of(SELECT s.is_public FROM aws_glue_catalog_policy_statement s WHERE s.catalog_arn = c.arn) AS passed,
  'The policy of ' || COALESCE(c.name, c.arn) || ' allows everyone to do ' || COALESCE(
    first_of(
      SELECT CASE WHEN s.not_action THEN 'all but ' ELSE '' END || s.action
      FROM aws_glue_catalog_policy_statement s
      WHERE s.catalog_arn = c.arn AND s.is_public
    ),
    'what only you should'
  ) || '.' AS reason
FROM aws_glue_catalog c
