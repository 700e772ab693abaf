/*
id: aws.ecs.task_definition_not_given_docker
title: Tasks are not given the host's container engine or file system
severity: high
subject: aws_ecs_task_definition
program: cloud-infrastructure
controls: [A.8.22, A.8.2]
why: >-
  Whoever can write to the container engine's socket, or to the host's root, can start what they like on the host.
attack:
  text: One flaw in this container, one request to the socket, and a privileged container of the attacker's runs beside it.
  technique: T1611
fix: >-
  Remove the volume with the sourcePath (Terraform: aws_ecs_task_definition, volume, host_path); monitoring agents have
  other ways.
*/
SELECT
  t.arn AS subject,
  TRUE AS applies,
  NOT (
    list_contains(t.host_paths, '/')
    OR list_contains(t.host_paths, '/etc')
    OR list_contains(t.host_paths, '/var/run')
    OR list_contains(t.host_paths, '/run')
    OR list_contains(t.host_paths, '/var/run/docker.sock')
    OR list_contains(t.host_paths, '/run/docker.sock')
    OR list_contains(t.host_paths, '/run/containerd/containerd.sock')
    OR list_contains(t.host_paths, '/var/lib/docker')
  ) AS passed,
  'The task definition ' || COALESCE(t.name, t.arn) || ' is given parts of its host that rule it.' AS reason
FROM aws_ecs_task_definition t
