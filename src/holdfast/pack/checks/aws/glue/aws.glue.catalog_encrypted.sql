/*
id: aws.glue.catalog_encrypted
title: The data catalog is encrypted with a key of the company
severity: low
subject: aws_glue_catalog
program: cloud-infrastructure
controls: [A.8.24/at-rest, A.8.24/keys]
why: >-
  The catalog says which personal data is where: a map for an intruder. A key of yours says who may read it.
attack:
  text: The attacker reads the catalog first, and then goes straight to the tables that are worth it.
  technique: T1526
fix: >-
  Console: Glue, Catalog settings, Metadata encryption (Terraform: aws_glue_data_catalog_encryption_settings,
  encryption_at_rest).
equivalent: ["prowler:glue_data_catalogs_metadata_encryption_enabled"]
*/
SELECT
  c.arn AS subject,
  c.has_databases AS applies,
  c.encrypts_metadata AS passed,
  'What the ' || COALESCE(c.name, c.arn) || ' says of tables is not encrypted with a key of yours.' AS reason
FROM aws_glue_catalog c
