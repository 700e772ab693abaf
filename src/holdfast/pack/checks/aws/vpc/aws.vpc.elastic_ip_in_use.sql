/*
id: aws.vpc.elastic_ip_in_use
title: Public addresses that the account keeps lead somewhere
severity: low
subject: aws_ec2_elastic_ip
program: cloud-infrastructure
controls: [A.5.9, A.8.9]
why: >-
  An address that leads nowhere costs money, and often stands in a DNS entry or a partner's firewall list that nobody
  remembers.
attack:
  text: >-
    Once somebody tidies the address up, AWS gives it to another customer. If a DNS name of yours still points to it,
    that customer now answers in your name.
  technique: T1199
fix: >-
  First remove every DNS entry and allow-list that names the address; then aws ec2 release-address --allocation-id ID.
equivalent: ["prowler:ec2_elastic_ip_unassigned"]
*/
SELECT
  e.arn AS subject,
  TRUE AS applies,
  e.in_use AS passed,
  'The address ' || COALESCE(e.public_ip, e.arn) || ' leads to nothing.' AS reason
FROM aws_ec2_elastic_ip e
