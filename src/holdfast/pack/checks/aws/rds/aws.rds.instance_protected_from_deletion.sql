/*
id: aws.rds.instance_protected_from_deletion
title: Databases cannot be deleted by one call
severity: medium
subject: aws_rds_instance
program: cloud-infrastructure
controls: [A.8.13]
why: >-
  Without deletion protection, one wrong command, or one wrong line in infrastructure code, deletes the database and
  its automatic backups with it.
attack:
  text: With a stolen administrator's key, the attacker deletes the database and asks for money for a copy.
  technique: T1485
fix: >-
  aws rds modify-db-instance --db-instance-identifier ID --deletion-protection (Terraform: deletion_protection = true,
  and prevent_destroy on the resource).
equivalent: ["prowler:rds_instance_deletion_protection"]
*/
SELECT
  d.arn AS subject,
  NOT d.is_cluster_member AS applies,
  d.deletion_protection AS passed,
  'One call deletes the database ' || COALESCE(d.name, d.arn) || '.' AS reason
FROM aws_rds_instance d
