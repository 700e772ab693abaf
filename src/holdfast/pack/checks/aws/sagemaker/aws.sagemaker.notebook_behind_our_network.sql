/*
id: aws.sagemaker.notebook_behind_our_network
title: Notebooks reach the internet by our network only
severity: high
subject: aws_sagemaker_notebook_instance
program: cloud-infrastructure
controls: [A.8.12, A.8.22]
why: >-
  People load customers' data into notebooks, and packages of strangers. Past your network, nothing sees or stops what
  leaves.
attack:
  text: A package that somebody installed in a notebook sends the data frame home.
  technique: T1048
fix: >-
  The setting is made with the instance: make a new one in a private subnet with DirectInternetAccess Disabled
  (Terraform: direct_internet_access = "Disabled", subnet_id).
equivalent:
  - prowler:sagemaker_notebook_instance_without_direct_internet_access_configured
  - prowler:sagemaker_notebook_instance_vpc_settings_configured
*/
SELECT
  n.arn AS subject,
  TRUE AS applies,
  NOT n.direct_internet AND n.in_vpc AS passed,
  'The notebook ' || COALESCE(n.name, n.arn) || ' reaches the internet past our networks.' AS reason
FROM aws_sagemaker_notebook_instance n
