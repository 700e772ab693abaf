/*
id: aws.route53.zone_points_to_no_missing_load_balancer
title: No name points to a load balancer that is gone
severity: medium
subject: aws_route53_zone
program: cloud-infrastructure
controls: [A.8.9, A.8.21, A.5.9]
why: >-
  A name of yours points to a load balancer that none of your accounts has. It belongs to nobody, or to somebody else.
attack:
  text: >-
    Names that lead nowhere show an attacker which of yours nobody looks after; a partner's or a former team's balancer
    answers under your name, with your cookies.
  technique: T1584.001
fix: >-
  Delete the record (Terraform: aws_route53_record). If a partner's load balancer is meant, record an exception.
*/
SELECT
  z.arn AS subject,
  NOT z.is_private AS applies,
  none_of(
    SELECT
      r.points_to LIKE '%.elb.%amazonaws.com'
      AND none_of(SELECT LOWER(n.dns_name) = r.points_to FROM aws_elbv2_load_balancer n)
      AND none_of(SELECT LOWER(c.dns_name) = r.points_to FROM aws_elb_load_balancer c)
    FROM aws_route53_record r
    WHERE r.zone_arn = z.arn
  ) AS passed,
  'No account has the load balancer to which ' || COALESCE(
    first_of(
      SELECT r.name
      FROM aws_route53_record r
      LEFT JOIN aws_elbv2_load_balancer n ON LOWER(n.dns_name) = r.points_to
      LEFT JOIN aws_elb_load_balancer c ON LOWER(c.dns_name) = r.points_to
      WHERE r.zone_arn = z.arn AND r.points_to LIKE '%.elb.%amazonaws.com' AND n.arn IS NULL AND c.arn IS NULL
    ),
    '(a record)'
  ) || ' points.' AS reason
FROM aws_route53_zone z
