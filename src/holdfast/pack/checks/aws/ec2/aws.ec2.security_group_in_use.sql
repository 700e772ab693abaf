/*
id: aws.ec2.security_group_in_use
title: Security groups are in use
severity: low
subject: aws_ec2_security_group
program: cloud-infrastructure
controls: [A.8.9, A.5.9]
why: >-
  A group that guards nothing is a rule that nobody reviews. It is picked by mistake one day, with whatever was once
  opened in it.
attack:
  text: >-
    Somebody attaches the old group because its name sounds right, and opens a port that was closed for good reason.
    The attacker only has to scan.
  technique: T1562.007
fix: >-
  Delete the group (aws ec2 delete-security-group), after a look whether a launch template or your infrastructure code
  still names it.
equivalent: ["prowler:ec2_securitygroup_not_used"]
reads: {aws_ec2_network_interface_security_group: region, aws_ec2_security_group_rule: region}
*/
SELECT
  g.arn AS subject,
  NOT g.is_default AS applies,
  any_of(
    SELECT u.security_group_id = g.security_group_id
    FROM aws_ec2_network_interface_security_group u
    WHERE u.account_id = g.account_id AND u.region = g.region
  )
  OR any_of(
    SELECT r.referenced_group_id = g.security_group_id AND r.security_group_id <> g.security_group_id
    FROM aws_ec2_security_group_rule r
    WHERE r.account_id = g.account_id AND r.region = g.region
  ) AS passed,
  'No network interface has the group ' || COALESCE(g.group_name, g.arn) || ', and no rule of another group names it.'
    AS reason
FROM aws_ec2_security_group g
