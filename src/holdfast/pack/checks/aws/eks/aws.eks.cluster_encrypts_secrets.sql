/*
id: aws.eks.cluster_encrypts_secrets
title: Kubernetes clusters encrypt secrets under a key of ours
severity: medium
subject: aws_eks_cluster
program: cloud-infrastructure
controls: [A.8.24/at-rest, A.8.24/keys]
why: >-
  Who may use the secrets of this cluster is not yours to decide by a key, nor to see in the trail.
attack:
  text: A copy of the control plane's store gives passwords and tokens away.
  technique: T1552.007
fix: >-
  Turn on secrets encryption (Terraform: aws_eks_cluster, encryption_config { resources = ["secrets"], provider {
  key_arn } }). It cannot be turned off again, and the key must be kept.
equivalent: ["prowler:eks_cluster_kms_cmk_encryption_in_secrets_enabled"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.secrets_key_arn <> '' AS passed,
  'Secrets of ' || COALESCE(c.name, c.arn) || ' are not encrypted under a key of yours.' AS reason
FROM aws_eks_cluster c
