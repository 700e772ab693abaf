/*
id: aws.ssm.document_not_public
title: Documents of Systems Manager are not public
severity: critical
subject: aws_ssm_document
program: cloud-infrastructure
controls: [A.8.3, A.5.15]
why: >-
  This document is what you run on your machines, and every AWS account in the world may read it: paths, names, and
  too often a password.
attack:
  text: >-
    The attacker searches the public documents for your name and reads how your machines are set up, and by which
    secrets.
  technique: T1593
fix: >-
  aws ssm modify-document-permission --permission-type Share --account-ids-to-remove all; and switch on the block of
  public sharing in Systems Manager's settings for every region.
exposure: internet
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  NOT d.is_public AS passed,
  'The document ' || d.name || ' is shared with every AWS account.' AS reason
FROM aws_ssm_document d
