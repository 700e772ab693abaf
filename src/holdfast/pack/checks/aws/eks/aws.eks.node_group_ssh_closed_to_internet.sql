/*
id: aws.eks.node_group_ssh_closed_to_internet
title: Nodes of Kubernetes clusters take no SSH from the internet
severity: high
subject: aws_eks_node_group
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.2, A.8.22]
why: >-
  With a key pair and no security group named, EKS opens SSH on every node of this group to the whole internet.
attack:
  text: A scanner tries keys and flaws on every node that has a public address, day and night.
  technique: T1110
fix: >-
  Remove the remote access, and sign in through Systems Manager; or name source security groups (Terraform:
  aws_eks_node_group, remote_access). The group must be made anew.
exposure: internet
*/
SELECT
  g.arn AS subject,
  TRUE AS applies,
  NOT g.ssh_is_open AS passed,
  'SSH to nodes of ' || COALESCE(g.name, g.arn) || ' is open to the internet.' AS reason
FROM aws_eks_node_group g
