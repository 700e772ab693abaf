/*
id: aws.route53.zone_points_to_no_missing_environment
title: No name points to a Beanstalk environment that is gone
severity: high
subject: aws_route53_zone
program: cloud-infrastructure
controls: [A.8.9, A.8.21, A.5.9]
why: >-
  A name of yours points to a name under elasticbeanstalk.com that none of your accounts has. Whoever asks for it next
  gets it, and answers under your name.
attack:
  text: Somebody makes an environment with that very name, obtains a certificate for yours, and collects passwords.
  technique: T1584.001
fix: >-
  Delete the record (Terraform: aws_route53_record), before anybody takes the name.
exposure: internet
*/
SELECT
  z.arn AS subject,
  NOT z.is_private AS applies,
  none_of(
    SELECT
      r.points_to LIKE '%.elasticbeanstalk.com'
      AND none_of(SELECT e.cname = r.points_to FROM aws_elasticbeanstalk_environment e)
    FROM aws_route53_record r
    WHERE r.zone_arn = z.arn
  ) AS passed,
  'No account has the environment to which ' || COALESCE(
    first_of(
      SELECT r.name
      FROM aws_route53_record r
      LEFT JOIN aws_elasticbeanstalk_environment e ON e.cname = r.points_to
      WHERE r.zone_arn = z.arn AND r.points_to LIKE '%.elasticbeanstalk.com' AND e.arn IS NULL
    ),
    '(a record)'
  ) || ' points.' AS reason
FROM aws_route53_zone z
