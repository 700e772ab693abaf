/*
id: aws.route53.zone_is_signed
title: Public zones are signed
severity: low
subject: aws_route53_zone
program: cloud-infrastructure
controls: [A.8.21, A.8.24]
why: >-
  Resolvers cannot tell your answers from forged ones. With DNSSEC they can, and mail from others can be delivered with
  enforced encryption (DANE).
attack:
  text: Somebody poisons a resolver's cache, and its users go to the attacker's server under your name.
  technique: T1557
fix: >-
  Console: the zone's DNSSEC signing, Enable, with a KMS key in us-east-1; then add the DS record at the registrar
  (Terraform: aws_route53_key_signing_key, aws_route53_hosted_zone_dnssec). Watch its two alarms: an expired signature
  makes the zone vanish.
*/
SELECT
  z.arn AS subject,
  NOT z.is_private AS applies,
  z.dnssec = 'SIGNING' AS passed,
  'The zone ' || COALESCE(z.name, z.arn) || ' is not signed.' AS reason
FROM aws_route53_zone z
