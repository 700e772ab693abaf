/*
id: aws.vpc.network_acl_in_use
title: Network ACLs guard something
severity: low
subject: aws_ec2_network_acl
program: cloud-infrastructure
controls: [A.8.9, A.5.9]
why: >-
  An ACL that guards no subnet is a rule that nobody reviews, until somebody picks it by mistake.
attack:
  text: Somebody attaches the old ACL because its name sounds right, and opens what was closed for good reason.
  technique: T1562.007
fix: >-
  Delete it: aws ec2 delete-network-acl --network-acl-id ID.
equivalent: ["prowler:ec2_networkacl_unused"]
*/
SELECT
  n.arn AS subject,
  NOT n.is_default AS applies,
  n.guards_subnets AS passed,
  'The network ACL ' || COALESCE(n.name, n.arn) || ' guards no subnet.' AS reason
FROM aws_ec2_network_acl n
