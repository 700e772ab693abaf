/*
id: aws.route53.domain_locked_to_registrar
title: Domains are locked to their registrar
severity: high
subject: aws_route53_domain
program: cloud-infrastructure
controls: [A.8.21, A.8.9]
why: >-
  Whoever takes the domain takes your website, your mail and, through mail, every account that can be recovered by it.
attack:
  text: Somebody talks another registrar into a transfer, with a forged letter or a stolen code, and owns your name.
  technique: T1584.001
fix: >-
  Console: Route 53, Registered domains, Transfer lock on (Terraform: aws_route53domains_registered_domain,
  transfer_lock = true).
equivalent: ["prowler:route53_domains_transferlock_enabled"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.transfer_locked AS passed,
  'The domain ' || COALESCE(d.name, d.arn) || ' can be transferred to another registrar.' AS reason
FROM aws_route53_domain d
