/*
id: aws.batch.job_has_no_rights_over_host
title: Batch jobs have no rights over their host
severity: high
subject: aws_batch_job_definition
program: cloud-infrastructure
controls: [A.8.22, A.8.2, A.8.9]
why: >-
  A privileged job is as mighty as the machine under it: it sees all other jobs there, and their roles' keys.
attack:
  text: One flaw in one job, or one poisoned input file, and the attacker owns the host and every job that runs on it.
  technique: T1611
fix: >-
  Remove privileged and the container engine's socket from the job definition (Terraform: aws_batch_job_definition,
  container_properties).
*/
SELECT
  j.arn AS subject,
  TRUE AS applies,
  NOT j.is_privileged
  AND NOT list_contains(j.host_paths, '/var/run/docker.sock')
  AND NOT list_contains(j.host_paths, '/') AS passed,
  'The job ' || COALESCE(j.name, j.arn) || ' has rights over its host.' AS reason
FROM aws_batch_job_definition j
