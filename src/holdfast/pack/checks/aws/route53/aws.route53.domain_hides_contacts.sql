/*
id: aws.route53.domain_hides_contacts
title: Domains do not publish who registered them
severity: low
subject: aws_route53_domain
program: privacy
controls: [A.5.34, A.8.12]
why: >-
  The name, address and telephone number of the person who registered the domain stand in a public register.
attack:
  text: Somebody writes to that person in the registrar's name, and asks for the password.
  technique: T1598.003
fix: >-
  Console: Route 53, Registered domains, privacy protection for all contacts (Terraform:
  aws_route53domains_registered_domain, admin_privacy, registrant_privacy and tech_privacy = true).
equivalent: ["prowler:route53_domains_privacy_protection_enabled"]
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.hides_contacts AS passed,
  'A contact of the domain ' || COALESCE(d.name, d.arn) || ' is public.' AS reason
FROM aws_route53_domain d
