/*
id: aws.cloudformation.stack_as_its_template_says
title: No stack was changed by hand
severity: low
subject: aws_cloudformation_stack
program: cloud-infrastructure
controls: [A.8.9, A.8.32]
why: >-
  The last time that somebody looked, something in this stack was other than its template says. The next release may
  undo it, or fail over it.
attack:
  text: >-
    The attacker's rule in a security group stays, because the template that is reviewed does not have it.
  technique: T1578
fix: >-
  aws cloudformation describe-stack-resource-drifts names what differs; put it into the template, or take it back.
*/
SELECT
  s.arn AS subject,
  s.drift IN ('IN_SYNC', 'DRIFTED') AS applies,
  s.drift <> 'DRIFTED' AS passed,
  'Something in the stack ' || s.name || ' is other than its template says.' AS reason
FROM aws_cloudformation_stack s
