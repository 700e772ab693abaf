/*
id: aws.cloudformation.stack_protected_from_deletion
title: Stacks refuse to be deleted
severity: medium
subject: aws_cloudformation_stack
program: cloud-infrastructure
controls: [A.8.9, A.8.32]
why: >-
  With a stack goes everything in it: databases, buckets, networks. One call is enough, or one click on the wrong
  name.
attack:
  text: >-
    The attacker deletes the stacks of production, and asks for money for what they copied before.
  technique: T1485
fix: >-
  aws cloudformation update-termination-protection --enable-termination-protection (CDK: terminationProtection: true).
  Where stacks come and go, as in development, record an exception.
equivalent: ["prowler:cloudformation_stacks_termination_protection_enabled"]
*/
SELECT
  s.arn AS subject,
  NOT s.is_nested AS applies,
  s.deletion_protected AS passed,
  'The stack ' || s.name || ' can be deleted by one call.' AS reason
FROM aws_cloudformation_stack s
