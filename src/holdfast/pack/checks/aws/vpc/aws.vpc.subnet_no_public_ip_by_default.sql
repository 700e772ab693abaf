/*
id: aws.vpc.subnet_no_public_ip_by_default
title: Subnets give no public address unasked
severity: medium
subject: aws_ec2_subnet
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.22/segregated, A.8.9]
why: >-
  Whatever is started in this subnet gets a public address, also what was never meant to be seen. A public address
  should be a decision, made for one thing at a time.
attack:
  text: >-
    A test machine, a build runner, a database started by hand: each appears on the internet, and a scanner finds it
    before its owner thinks of it.
  technique: T1190
fix: >-
  aws ec2 modify-subnet-attribute --subnet-id ID --no-map-public-ip-on-launch (Terraform: map_public_ip_on_launch =
  false). Load balancers and NAT gateways do not need it. Default VPCs that nobody uses are better deleted.
equivalent: ["prowler:vpc_subnet_no_public_ip_by_default"]
*/
SELECT
  s.arn AS subject,
  TRUE AS applies,
  NOT s.maps_public_ip AS passed,
  'What is started in ' || COALESCE(s.name, s.subnet_id, s.arn) || ' gets a public IPv4 address unasked.' AS reason
FROM aws_ec2_subnet s
