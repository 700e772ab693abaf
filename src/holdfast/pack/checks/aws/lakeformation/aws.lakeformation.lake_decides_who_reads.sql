/*
id: aws.lakeformation.lake_decides_who_reads
title: Lake Formation decides who reads new tables
severity: medium
subject: aws_lakeformation_settings
program: cloud-infrastructure
controls: [A.8.3, A.5.15]
why: >-
  The lake has rights by table, column and row, but each new table is given past them to everybody with a role for
  Glue.
attack:
  text: With an analyst's role the attacker reads the newest table of customers, which nobody had thought to close.
  technique: T1530
fix: >-
  Console: Lake Formation, Data Catalog settings: turn off "Use only IAM access control" for new databases and tables
  (Terraform: aws_lakeformation_data_lake_settings without default permissions).
*/
SELECT
  l.arn AS subject,
  l.in_use AS applies,
  NOT l.gives_new_databases_to_all AND NOT l.gives_new_tables_to_all AS passed,
  COALESCE(l.name, l.arn) || ' gives new databases or tables to everyone whom IAM lets in.' AS reason
FROM aws_lakeformation_settings l
