/*
id: aws.cloudformation.stack_in_good_order
title: No stack is stuck
severity: low
subject: aws_cloudformation_stack
program: cloud-infrastructure
controls: [A.8.9, A.8.32]
why: >-
  A change of this stack failed, and so did taking it back. Nobody can change it until that is mended, a fix in a
  hurry included.
attack:
  text: >-
    The day the fix is needed, the stack does not take it, and somebody changes production by hand.
  technique: T1578
fix: >-
  aws cloudformation continue-update-rollback, after mending what the stack's events name; or delete what could not be
  made.
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  s.status NOT LIKE '%_FAILED' AS passed,
  'The stack ' || s.name || ' is stuck in ' || s.status || '.' AS reason
FROM aws_cloudformation_stack s
