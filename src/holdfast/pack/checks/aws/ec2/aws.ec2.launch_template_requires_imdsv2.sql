/*
id: aws.ec2.launch_template_requires_imdsv2
title: Launch templates ask for IMDSv2
severity: high
subject: aws_ec2_launch_template
program: cloud-infrastructure
controls: [A.8.9, A.5.17, A.8.20, "cis-aws:6.7"]
why: >-
  Each instance that starts from this hands its AWS credentials to a single web request, unless its image says otherwise.
attack:
  text: Through a flaw that fetches an address of the attacker's choice, they get the role's keys and use them from outside.
  technique: T1552.005
fix: >-
  Make a version with http_tokens required, and make it the default (Terraform: aws_launch_template, metadata_options {
  http_tokens = "required" }).
equivalent: ["prowler:ec2_launch_template_imdsv2_required"]
*/
-- Of each template, the default and the newest version are read. Where the template says nothing, the region's default
-- may; a template should not depend on it.
SELECT
  t.arn AS subject,
  TRUE AS applies,
  every_of(
    SELECT v.metadata_tokens = 'required' OR v.metadata_endpoint = 'disabled'
    FROM aws_ec2_launch_template_version v
    WHERE v.launch_template_arn = t.arn
  ) AS passed,
  'Version ' || COALESCE(
    first_of(
      SELECT CAST(v.version AS VARCHAR)
      FROM aws_ec2_launch_template_version v
      WHERE v.launch_template_arn = t.arn AND v.metadata_tokens <> 'required' AND v.metadata_endpoint <> 'disabled'
    ),
    '(unknown)'
  ) || ' of ' || COALESCE(t.name, t.arn) || ' does not ask for a token.' AS reason
FROM aws_ec2_launch_template t
