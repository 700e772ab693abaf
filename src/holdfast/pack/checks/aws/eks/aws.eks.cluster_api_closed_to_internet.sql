/*
id: aws.eks.cluster_api_closed_to_internet
title: The API of Kubernetes clusters is closed to the internet
severity: high
subject: aws_eks_cluster
program: cloud-infrastructure
controls: [A.8.20/perimeter, A.8.2, A.8.22]
why: >-
  The whole internet may talk to what rules this cluster; one stolen token or one flaw of Kubernetes is enough.
attack:
  text: A scanner lists such endpoints; with a token from a laptop or a build log the attacker is inside from anywhere.
  technique: T1133
fix: >-
  Turn public access off or limit it to your networks (Terraform: aws_eks_cluster, vpc_config, endpoint_public_access =
  false, or public_access_cidrs).
equivalent: ["prowler:eks_cluster_not_publicly_accessible"]
exposure: internet
*/
SELECT
  c.arn AS subject,
  TRUE AS applies,
  NOT c.api_is_open AS passed,
  'The whole internet reaches the API of ' || COALESCE(c.name, c.arn) || '.' AS reason
FROM aws_eks_cluster c
