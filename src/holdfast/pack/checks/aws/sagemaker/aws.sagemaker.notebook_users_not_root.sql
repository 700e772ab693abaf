/*
id: aws.sagemaker.notebook_users_not_root
title: Users of notebooks are not root
severity: medium
subject: aws_sagemaker_notebook_instance
program: cloud-infrastructure
controls: [A.8.2, A.8.19]
why: Root can turn off what watches the machine, and read what other users of it left.
attack:
  text: Code in a notebook that somebody shared turns off logging and stays for the next user.
  technique: T1548
fix: >-
  Stop it, then aws sagemaker update-notebook-instance --root-access Disabled (Terraform: root_access = "Disabled").
equivalent: ["prowler:sagemaker_notebook_instance_root_access_disabled"]
*/
SELECT
  n.arn AS subject,
  TRUE AS applies,
  NOT n.root_access AS passed,
  'Whoever uses ' || COALESCE(n.name, n.arn) || ' is root on it.' AS reason
FROM aws_sagemaker_notebook_instance n
