/*
id: aws.efs.file_system_requires_tls
title: Shared file systems refuse plain-text mounts
severity: medium
subject: aws_efs_file_system
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: NFS carries files in the clear. Only a policy that refuses plain mounts makes sure that all clients use TLS.
attack:
  text: Somebody on the network between a service and its files reads them as they pass.
  technique: T1040
fix: >-
  Console: File system policy, enforce in-transit encryption: a Deny of * for principal * where aws:SecureTransport is
  false. Mount with the option tls (Terraform: aws_efs_file_system_policy; in ECS transit_encryption = "ENABLED").
*/
SELECT
  f.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT
      s.effect = 'Deny'
      AND s.principal = '*'
      AND NOT s.not_principal
      AND NOT s.not_action
      AND LOWER(s.action) IN ('*', 'elasticfilesystem:*')
      AND LOWER(s.condition) IN (
        '{"bool": {"aws:securetransport": "false"}}',
        '{"bool": {"aws:securetransport": ["false"]}}',
        '{"bool": {"aws:securetransport": false}}',
        '{"bool": {"aws:securetransport": [false]}}'
      )
    FROM aws_efs_file_system_policy_statement s
    WHERE s.file_system_arn = f.arn
  ) AS passed,
  'The file system ' || COALESCE(f.name, f.arn) || ' can be mounted without TLS.' AS reason
FROM aws_efs_file_system f
