/*
id: aws.sagemaker.domain_behind_our_network
title: Studio reaches the internet by our network only
severity: medium
subject: aws_sagemaker_domain
program: cloud-infrastructure
controls: [A.8.12, A.8.22]
why: >-
  People load customers' data here, and packages of strangers. Past your network, nothing sees or stops what leaves.
attack:
  text: A package that somebody installed sends the data frame home.
  technique: T1048
fix: >-
  aws sagemaker update-domain --app-network-access-type VpcOnly (Terraform: app_network_access_type = "VpcOnly").
*/
SELECT
  d.arn AS subject,
  TRUE AS applies,
  d.vpc_only AS passed,
  'What people do in ' || COALESCE(d.name, d.arn) || ' reaches the internet past our networks.' AS reason
FROM aws_sagemaker_domain d
