/*
id: aws.rds.instance_requires_tls
title: Databases refuse connections in plain text
severity: medium
subject: aws_rds_instance
program: cloud-infrastructure
controls: [A.8.24/in-transit]
why: >-
  If the server does not insist on TLS, a client with an old setting sends its password and every row in plain text,
  and nobody notices.
attack:
  text: >-
    From a machine in the same network, or with traffic mirroring, the attacker reads passwords and data as they pass.
  technique: T1040
fix: >-
  In a parameter group of your own set rds.force_ssl = 1 (PostgreSQL, SQL Server) or require_secure_transport = ON
  (MySQL, MariaDB) and give it to the database. First make sure that all clients use TLS.
equivalent: ["prowler:rds_instance_transport_encrypted"]
*/
SELECT
  d.arn AS subject,
  NOT d.is_cluster_member AND d.tls_parameter <> '' AS applies,
  d.requires_tls AS passed,
  'The parameter ' || COALESCE(d.tls_parameter, 'for TLS') || ' is not set in '
  || COALESCE(d.parameter_group, 'the parameter group') || ', so ' || COALESCE(d.name, d.arn) || ' takes connections in plain text.'
    AS reason
FROM aws_rds_instance d
