/*
id: aws.eks.cluster_protected_from_deletion
title: Kubernetes clusters are protected from deletion
severity: low
subject: aws_eks_cluster
program: cloud-infrastructure
controls: [A.8.32, A.8.13]
why: >-
  One wrong plan deletes the control plane, and with it everything that was only written down in the cluster.
attack:
  text: Somebody with a stolen key deletes the cluster, and every service in it is away at once.
  technique: T1485
fix: >-
  Turn deletion protection on (Terraform: aws_eks_cluster, deletion_protection = true).
equivalent: ["prowler:eks_cluster_deletion_protection_enabled"]
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  c.deletion_protected AS passed,
  COALESCE(c.name, c.arn) || ' can be deleted in one step.' AS reason
FROM aws_eks_cluster c
