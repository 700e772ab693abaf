/*
id: aws.vpc.vpc_reaches_s3_privately
title: VPCs reach S3 without the internet
severity: low
subject: aws_ec2_vpc
program: cloud-infrastructure
controls: [A.8.20, A.8.22, "cis-aws:6.8"]
why: >-
  Traffic to your buckets leaves through a gateway to the internet, which must therefore stay open, and costs by the
  gigabyte; no policy says which buckets may be reached.
attack:
  text: The way that is left open for S3 is the way by which data is carried out.
  technique: T1567.002
fix: >-
  Add a gateway endpoint for S3, which costs nothing (Terraform: aws_vpc_endpoint, service_name =
  "com.amazonaws.REGION.s3", route_table_ids).
reads: {aws_ec2_vpc_endpoint: region}
*/
SELECT
  v.arn AS subject,
  NOT v.is_default AS applies,
  any_of(
    SELECT e.vpc_id = v.vpc_id AND e.service_name LIKE '%.s3' AND e.state = 'available'
    FROM aws_ec2_vpc_endpoint e
    WHERE e.account_id = v.account_id AND e.region = v.region
  ) AS passed,
  'The VPC ' || COALESCE(v.name, v.arn) || ' has no endpoint for S3.' AS reason
FROM aws_ec2_vpc v
