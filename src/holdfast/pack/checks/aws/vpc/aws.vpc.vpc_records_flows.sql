/*
id: aws.vpc.vpc_records_flows
title: Every VPC records its traffic
severity: medium
subject: aws_ec2_vpc
program: detection-response
controls: [A.8.15/recorded, A.8.16, A.8.20, "cis-aws:4.7"]
why: >-
  Without flow logs nobody can say, after an incident, which machine spoke with whom: what was taken, where it went,
  and what else was touched.
attack:
  text: >-
    The attacker moves from machine to machine and carries data out. Nothing in the network remembers it, so that the
    clean-up misses half of it.
  technique: T1562.008
fix: >-
  aws ec2 create-flow-logs --resource-type VPC --resource-ids ID --traffic-type ALL to an S3 bucket or a log group
  (Terraform: aws_flow_log). A VPC that nothing uses is better deleted.
equivalent: ["prowler:vpc_flow_logs_enabled"]
reads: {aws_ec2_flow_log: region}
*/
SELECT
  v.arn AS subject,
  TRUE AS applies,
  any_of(
    SELECT f.resource_id = v.vpc_id AND f.active AND NOT f.delivery_failed
    FROM aws_ec2_flow_log f
    WHERE f.account_id = v.account_id AND f.region = v.region
  ) AS passed,
  COALESCE(
    first_of(
      SELECT 'The flow log ' || f.flow_log_id || ' of the VPC does not work: '
        || CASE WHEN f.active THEN f.delivery_error ELSE 'it is not active' END || '.'
      FROM aws_ec2_flow_log f
      WHERE f.account_id = v.account_id AND f.region = v.region AND f.resource_id = v.vpc_id
    ),
    'The VPC ' || COALESCE(v.name, v.vpc_id, v.arn) || ' has no flow log.'
  ) AS reason
FROM aws_ec2_vpc v
