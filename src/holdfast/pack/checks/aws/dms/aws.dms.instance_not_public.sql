/*
id: aws.dms.instance_not_public
title: No replication instance is open to the internet
severity: critical
subject: aws_dms_replication_instance
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.3]
why: It holds passwords of the databases at both ends, and copies all that passes between them.
attack:
  text: A flaw in the machine that copies, reached from the internet, gives the attacker both databases at once.
  technique: T1190
fix: >-
  It can only be set when the instance is made: make a new one in private subnets (Terraform: publicly_accessible =
  false) and move the tasks.
exposure: internet
*/
SELECT
  i.arn AS subject,
  TRUE AS applies,
  NOT i.publicly_accessible AS passed,
  'The replication instance ' || COALESCE(i.name, i.arn) || ' is given a public address.' AS reason
FROM aws_dms_replication_instance i
