/*
id: aws.elbv2.load_balancer_protected_from_deletion
title: Load balancers are protected from deletion
severity: low
subject: aws_elbv2_load_balancer
program: cloud-infrastructure
controls: [A.8.32, A.8.13]
why: >-
  One wrong click or one wrong plan deletes this load balancer, and its new address is another one: everything before it
  must be changed before customers are back.
attack:
  text: Somebody with a stolen key deletes what stands in front, and the service is away at once.
  technique: T1485
fix: >-
  Console: Attributes, Deletion protection (Terraform: aws_lb, enable_deletion_protection = true).
equivalent: ["prowler:elbv2_deletion_protection"]
*/
SELECT
  b.arn AS subject,
  TRUE AS applies,
  b.deletion_protected AS passed,
  COALESCE(b.name, b.arn) || ' can be deleted in one step.' AS reason
FROM aws_elbv2_load_balancer b
