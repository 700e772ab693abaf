/*
id: aws.rds.instance_in_a_backup_vault
title: Databases are copied into a backup vault
severity: low
subject: aws_rds_instance
program: cloud-infrastructure
controls: [A.8.13/taken, A.8.13/restorable]
why: >-
  Automatic backups of a database go when it is deleted, and live in the same account. A copy in a vault of its own
  stays.
attack:
  text: >-
    With a stolen administrator's key the attacker deletes the data, and its own backups go with it. Copies in a
    locked vault would have stayed.
  technique: T1490
fix: >-
  Tag the database so that a backup plan selects it (Terraform: aws_backup_selection), with a locked vault as the
  target.
equivalent: ["prowler:rds_instance_protected_by_backup_plan"]
reads: {aws_backup_region: region, aws_backup_protected_resource: region}
*/
SELECT
  d.arn AS subject,
  NOT d.is_cluster_member AS applies,
  any_of(
    SELECT p.resource_arn = d.arn
    FROM aws_backup_protected_resource p
    WHERE p.account_id = d.account_id AND p.region = d.region
  )
  OR any_of(SELECT NOT r.lists_protected FROM aws_backup_region r WHERE r.account_id = d.account_id AND r.region = d.region) AS passed,
  'AWS Backup keeps no copy of ' || COALESCE(d.name, d.arn) || '.' AS reason
FROM aws_rds_instance d
