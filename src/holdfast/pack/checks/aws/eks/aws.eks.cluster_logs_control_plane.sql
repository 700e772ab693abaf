/*
id: aws.eks.cluster_logs_control_plane
title: Kubernetes clusters log who did what
severity: medium
subject: aws_eks_cluster
program: detection-response
controls: [A.8.15/recorded, A.8.16]
why: >-
  Without the API's, the audit and the authenticator's logs nobody can say who changed what in the cluster.
attack:
  text: Somebody starts a pod with the host's rights, takes what they came for and deletes it; no log ever knew of it.
  technique: T1562.008
fix: >-
  Turn on all control plane logs (Terraform: aws_eks_cluster, enabled_cluster_log_types = ["api", "audit",
  "authenticator", "controllerManager", "scheduler"]).
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  list_contains(c.log_types, 'api')
  AND list_contains(c.log_types, 'audit')
  AND list_contains(c.log_types, 'authenticator') AS passed,
  COALESCE(c.name, c.arn) || ' does not log its API, its audit and its authenticator.' AS reason
FROM aws_eks_cluster c
