/*
id: aws.rds.instance_not_public
title: No database has a public address
severity: critical
subject: aws_rds_instance
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.3, A.8.12, "cis-aws:3.2.3"]
why: >-
  A database with a public address is one security group rule away from the whole world, and its name already leads
  there.
attack:
  text: >-
    Scanners find databases by their AWS names and ports. From there it takes a leaked password, a guessed one, or the
    next flaw in the engine.
  technique: T1190
fix: >-
  aws rds modify-db-instance --db-instance-identifier ID --no-publicly-accessible --apply-immediately (Terraform:
  publicly_accessible = false). People who must look inside come through Session Manager's port forwarding.
exposure: internet
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  NOT d.publicly_accessible AS passed,
  'The database ' || COALESCE(d.name, d.arn) || ' has a public address.' AS reason
FROM aws_rds_instance d
