/*
id: aws.transfer.server_policy_modern
title: Servers for files accept modern ciphers only
severity: medium
subject: aws_transfer_server
program: cloud-infrastructure
controls: [A.8.24, A.8.24/in-transit]
why: The policy that AWS sets if nobody chooses is from 2018, with SHA-1 and old key exchange.
attack:
  text: Between a partner and the server the attacker forces the weakest cipher that both know, and works on that.
  technique: T1040
fix: >-
  aws transfer update-server --security-policy-name TransferSecurityPolicy-2024-01 or newer (Terraform:
  security_policy_name).
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  s.security_policy_year >= 2020 AS passed,
  'The server ' || COALESCE(s.name, s.arn) || ' accepts old ciphers (' || COALESCE(s.security_policy, 'not known')
  || ').' AS reason
FROM aws_transfer_server s
