/*
id: aws.eks.cluster_version_supported
title: Kubernetes clusters run a version that is supported
severity: high
subject: aws_eks_cluster
program: product-security
controls: [A.8.8, A.8.19]
why: >-
  This version no longer gets what is mended in Kubernetes; in extended support it gets part of it, for six times the
  price.
attack:
  text: A published flaw of the old version still works here.
  technique: T1211
fix: >-
  Upgrade one minor version at a time, nodes after the control plane (Terraform: aws_eks_cluster, version).
equivalent: ["prowler:eks_cluster_uses_a_supported_version"]
*/
SELECT
  c.arn AS subject,
  c.offers_versions AS applies,
  c.version_support = 'STANDARD_SUPPORT' AS passed,
  COALESCE(c.name, c.arn) || ' runs ' || c.version || ', which is in ' || LOWER(REPLACE(c.version_support, '_', ' '))
    || '.' AS reason
FROM aws_eks_cluster c
