/*
id: aws.rds.cluster_in_a_backup_vault
title: Database clusters are copied into a backup vault
severity: low
subject: aws_rds_cluster
program: cloud-infrastructure
controls: [A.8.13/taken, A.8.13/restorable]
why: >-
  Automatic backups of a cluster go when it is deleted, and live in the same account. A copy in a vault of its own
  stays.
attack:
  text: >-
    With a stolen administrator's key the attacker deletes the data, and its own backups go with it. Copies in a
    locked vault would have stayed.
  technique: T1490
fix: >-
  Tag the cluster so that a backup plan selects it (Terraform: aws_backup_selection), with a locked vault as the
  target.
equivalent: ["prowler:rds_cluster_protected_by_backup_plan"]
reads: {aws_backup_region: region, aws_backup_protected_resource: region}
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT p.resource_arn = c.arn
    FROM aws_backup_protected_resource p
    WHERE p.account_id = c.account_id AND p.region = c.region
  )
  OR any_of(SELECT NOT r.lists_protected FROM aws_backup_region r WHERE r.account_id = c.account_id AND r.region = c.region) AS passed,
  'AWS Backup keeps no copy of ' || COALESCE(c.name, c.arn) || '.' AS reason
FROM aws_rds_cluster c
