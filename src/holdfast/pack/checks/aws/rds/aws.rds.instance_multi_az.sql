/*
id: aws.rds.instance_multi_az
title: Databases survive the loss of a zone
severity: medium
subject: aws_rds_instance
program: cloud-infrastructure
controls: [A.8.14, A.5.30, "cis-aws:3.2.4"]
why: >-
  If the zone in which this database runs fails, the service stands still until somebody restores a backup elsewhere,
  and what was written since is lost.
attack:
  text: >-
    No attacker is needed: a failing zone, or maintenance, does it. An attacker who can stop one instance has stopped
    the service.
  technique: T1489
fix: >-
  aws rds modify-db-instance --db-instance-identifier ID --multi-az (Terraform: multi_az = true). It doubles the
  instance's price; for data that may be lost, request an exception and say so.
equivalent: ["prowler:rds_instance_multi_az"]
*/
SELECT
  d.arn AS subject,
  NOT d.is_cluster_member AS applies,
  d.multi_az AS passed,
  'The database ' || COALESCE(d.name, d.arn) || ' runs in one zone only.' AS reason
FROM aws_rds_instance d
