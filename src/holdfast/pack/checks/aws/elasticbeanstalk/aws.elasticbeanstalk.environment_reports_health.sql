/*
id: aws.elasticbeanstalk.environment_reports_health
title: Environments report their health in detail
severity: low
subject: aws_elasticbeanstalk_environment
program: detection-response
controls: [A.8.16, A.8.6]
why: >-
  Nobody sees that requests fail while the instance itself is up.
attack:
  text: An attack that makes half of all requests fail looks well from outside for hours.
  technique: T1499
fix: >-
  Console: Configuration, Monitoring, Health reporting, Enhanced (Terraform: setting in
  aws:elasticbeanstalk:healthreporting:system, SystemType = enhanced).
equivalent: ["prowler:elasticbeanstalk_environment_enhanced_health_reporting"]
*/
SELECT
  e.arn AS subject,
  TRUE AS applies,
  e.reports_health AS passed,
  COALESCE(e.name, e.arn) || ' reports its health in one colour.' AS reason
FROM aws_elasticbeanstalk_environment e
