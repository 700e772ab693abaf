/*
id: aws.transfer.server_encrypts
title: Servers for files speak no plain FTP
severity: high
subject: aws_transfer_server
program: cloud-infrastructure
controls: [A.8.24/in-transit, A.5.14]
why: Partners bring and fetch files here. Over FTP their password and every file can be read on the way.
attack:
  text: Somebody on the way between a partner and you reads the password, and fetches the files too.
  technique: T1040
fix: >-
  aws transfer update-server --protocols SFTP, after partners have moved (Terraform: protocols = ["SFTP"]).
equivalent: ["prowler:transfer_server_in_transit_encryption_enabled"]
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  NOT s.speaks_plain_ftp AS passed,
  'The server ' || COALESCE(s.name, s.arn) || ' speaks FTP, which sends passwords and files in the clear.' AS reason
FROM aws_transfer_server s
