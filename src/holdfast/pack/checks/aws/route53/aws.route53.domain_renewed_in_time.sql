/*
id: aws.route53.domain_renewed_in_time
title: Domains are renewed by themselves
severity: high
subject: aws_route53_domain
program: cloud-infrastructure
controls: [A.8.21, A.5.9]
why: >-
  A domain that is not renewed is sold to whoever asks first, with the trust that it has earned.
attack:
  text: Somebody waits for the day, registers the name, and receives the mail that is still sent to it.
  technique: T1583.001
fix: >-
  Console: Route 53, Registered domains, Auto-renew on (Terraform: aws_route53domains_registered_domain, auto_renew =
  true). If you give the name up, first look which accounts still recover through it.
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.expires_at > CURRENT_TIMESTAMP AND (d.renews_by_itself OR d.expires_at > CURRENT_TIMESTAMP + INTERVAL 90 DAY)
    AS passed,
  'The domain ' || COALESCE(d.name, d.arn) || ' is not renewed by itself and ends on '
    || CAST(CAST(d.expires_at AS DATE) AS VARCHAR) || '.' AS reason
FROM aws_route53_domain d
