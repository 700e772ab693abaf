/*
id: aws.elasticbeanstalk.environment_updates_itself
title: Environments take updates of their platform by themselves
severity: high
subject: aws_elasticbeanstalk_environment
program: product-security
controls: [A.8.8, A.8.19]
why: >-
  Instances stay on the system and runtime of the day on which somebody last deployed, with every flaw found since.
attack:
  text: A flaw that AWS mended in the platform months ago still works here.
  technique: T1190
fix: >-
  Console: Configuration, Updates, Managed updates (Terraform: aws_elastic_beanstalk_environment, setting in
  aws:elasticbeanstalk:managedactions, ManagedActionsEnabled = true).
equivalent: ["prowler:elasticbeanstalk_environment_managed_updates_enabled"]
*/
SELECT
  e.arn AS subject,
  TRUE AS applies,
  e.updates_itself AS passed,
  COALESCE(e.name, e.arn) || ' takes no updates by itself.' AS reason
FROM aws_elasticbeanstalk_environment e
