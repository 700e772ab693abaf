/*
id: aws.elbv2.target_group_encrypted
title: Load balancers speak TLS with what stands behind them
severity: low
subject: aws_elbv2_target_group
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: >-
  TLS ends at the load balancer; from there, requests with your customers' data cross the network in the clear.
attack:
  text: Somebody who is inside one machine of the VPC reads the traffic of the others through a mirror or a proxy.
  technique: T1040
fix: >-
  Let the targets speak TLS (a self-signed certificate is accepted) and set the group's protocol to HTTPS or TLS
  (Terraform: aws_lb_target_group, protocol). Where the instances' type encrypts between machines by itself, an
  exception can say so.
*/
SELECT
  g.arn AS subject,
  g.in_use AND g.target_type NOT IN ('lambda', 'alb') AND g.protocol IN ('HTTP', 'HTTPS', 'TLS') AS applies,
  g.protocol IN ('HTTPS', 'TLS') AS passed,
  'Requests to ' || COALESCE(g.name, g.arn) || ' travel as plain ' || g.protocol || '.' AS reason
FROM aws_elbv2_target_group g
