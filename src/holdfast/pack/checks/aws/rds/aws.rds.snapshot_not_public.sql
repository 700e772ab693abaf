/*
id: aws.rds.snapshot_not_public
title: No database snapshot is public
severity: critical
subject: aws_rds_snapshot
program: cloud-infrastructure
controls: [A.8.3, A.8.12, A.5.15]
why: Every AWS account in the world can restore this snapshot and read the whole database.
attack:
  text: >-
    AWS lists public database snapshots for everybody. Attackers go through the list, restore what looks interesting
    and export the tables; no log of yours shows it.
  technique: T1530
fix: >-
  aws rds modify-db-snapshot-attribute --db-snapshot-identifier ID --attribute-name restore --values-to-remove all
  (for a cluster: modify-db-cluster-snapshot-attribute). Take the data as known to others, and begin your incident
  procedure.
equivalent:
  - "prowler:rds_snapshots_public_access"
  - "prowler:documentdb_cluster_public_snapshot"
  - "prowler:neptune_cluster_public_snapshot"
exposure: internet
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  NOT s.is_public AS passed,
  'The snapshot ' || COALESCE(s.name, s.arn) || ' of ' || COALESCE(s.taken_of, 'a database')
  || ' can be restored by every AWS account.' AS reason
FROM aws_rds_snapshot s
