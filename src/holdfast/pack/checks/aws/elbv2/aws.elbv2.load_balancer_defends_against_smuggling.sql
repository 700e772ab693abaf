/*
id: aws.elbv2.load_balancer_defends_against_smuggling
title: Load balancers refuse ambiguous requests
severity: medium
subject: aws_elbv2_load_balancer
program: cloud-infrastructure
controls: [A.8.9, A.8.21]
why: >-
  Somebody has set this load balancer to only watch requests whose length can be read in two ways, instead of refusing
  them.
attack:
  text: >-
    Such a request is one for the load balancer and two for the application behind it; the second one rides on another
    customer's connection.
  technique: T1190
fix: >-
  Set the desync mitigation mode to defensive, AWS's own default, or strictest (Terraform: aws_lb,
  desync_mitigation_mode).
equivalent: ["prowler:elbv2_desync_mitigation_mode"]
*/
SELECT
  b.arn AS subject,
  b.type = 'application' AS applies,
  b.desync_mode IN ('defensive', 'strictest') AS passed,
  'The desync mitigation mode of ' || COALESCE(b.name, b.arn) || ' is ' || b.desync_mode || '.' AS reason
FROM aws_elbv2_load_balancer b
