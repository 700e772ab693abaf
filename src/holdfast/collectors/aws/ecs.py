"""ECS: clusters, services, and the task definitions that services run or that are the newest of their family.

Variables of containers are read by name only; what stands in them never leaves AWS's answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service, UnreadError
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table
from holdfast.collectors.aws.shared_calls import Once, ask_in_batches
from holdfast.facts.tables import Column, Scope, State, Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.collectors.aws.reader import Reader

CLUSTER = subject_table(
    "aws_ecs_cluster",
    "ECS clusters.",
    (
        Column("status", Type.TEXT, "`ACTIVE`, or what it is becoming."),
        Column("container_insights", Type.TEXT, "Whether containers are measured: `enabled`, `enhanced`, `disabled`."),
        Column("logs_exec", Type.TEXT, "How shells in containers are logged: `DEFAULT`, `OVERRIDE` or `NONE`."),
        Column("runs_tasks", Type.BOOL, "Whether anything runs in it."),
        TAGS,
    ),
    ("ecs:ListClusters", "ecs:DescribeClusters"),
    of="cluster",
)

SERVICE_TABLE = subject_table(
    "aws_ecs_service",
    "ECS services.",
    (
        Column("cluster_arn", Type.TEXT, "The cluster in which it runs."),
        Column("task_definition_arn", Type.TEXT, "What it runs; empty where task sets say so."),
        Column("launch_type", Type.TEXT, "`FARGATE`, `EC2` or `EXTERNAL`; empty where capacity providers decide."),
        Column("platform_version", Type.TEXT, "Fargate's version, or `LATEST`; empty elsewhere."),
        Column("desired_count", Type.INT, "How many tasks it is to run."),
        Column("gives_public_ip", Type.BOOL, "Whether its tasks get public addresses."),
        Column("subnet_ids", Type.TEXTS, "The subnets of its tasks; empty on the host's network."),
        Column("security_group_ids", Type.TEXTS, "The security groups of its tasks."),
        Column("allows_exec", Type.BOOL, "Whether people may open shells in its containers."),
        Column("rolls_back", Type.BOOL, "Whether a deployment that fails is undone by itself."),
        TAGS,
    ),
    ("ecs:ListClusters", "ecs:ListServices", "ecs:DescribeServices"),
    of="service",
)

TASK_DEFINITION = subject_table(
    "aws_ecs_task_definition",
    "Task definitions that services run, and the newest of each family; older ones are left out.",
    (
        Column("family", Type.TEXT, "The family."),
        Column("revision", Type.INT, "The revision."),
        Column("network_mode", Type.TEXT, "`awsvpc`, `bridge`, `host`, `none`."),
        Column("shares_host_processes", Type.BOOL, "Whether its containers see all processes of the host."),
        Column("shares_host_memory", Type.BOOL, "Whether they share memory with the host (IPC)."),
        Column("host_paths", Type.TEXTS, "Paths of the host that they are given; empty if none."),
        Column("mounts_file_system_in_clear", Type.BOOL, "Whether it mounts an EFS file system without TLS."),
        Column("task_role_arn", Type.TEXT, "The role that its containers have; empty if none."),
        Column("execution_role_arn", Type.TEXT, "The role with which they are started; empty if none."),
        TAGS,
    ),
    ("ecs:ListTaskDefinitionFamilies", "ecs:DescribeTaskDefinition"),
    of="task definition",
)

CONTAINER = child_table(
    "aws_ecs_container",
    "Containers of task definitions.",
    (
        Column("container_name", Type.TEXT, "The container's name."),
        Column("image", Type.TEXT, "The image that it starts from."),
        Column("is_privileged", Type.BOOL, "Whether it is as mighty as the host."),
        Column("container_user", Type.TEXT, "As whom it runs; empty where the image decides."),
        Column("root_is_readonly", Type.BOOL, "Whether it cannot change its own files."),
        Column("added_capabilities", Type.TEXTS, "What Linux lets it do beyond the usual."),
        Column("log_driver", Type.TEXT, "How it logs; empty if it does not."),
        Column("log_mode", Type.TEXT, "`blocking` or `non-blocking` where the log cannot keep up; empty if not said."),
    ),
    ("ecs:DescribeTaskDefinition",),
    parent=TASK_DEFINITION,
    key=("task_definition_arn", "container_name"),
)

VARIABLE = child_table(
    "aws_ecs_container_variable",
    "The names of containers' variables that are written in the task definition; their values are never kept.",
    (
        Column("container_name", Type.TEXT, "The container's name."),
        Column("name", Type.TEXT, "The variable's name."),
    ),
    ("ecs:DescribeTaskDefinition",),
    parent=TASK_DEFINITION,
    key=("task_definition_arn", "container_name", "name"),
)

_GONE = ("ClusterNotFoundException",)
#: What DescribeTaskDefinition says of a family without an active revision.
_NO_DEFINITION = ("ClientException",)
_CLUSTERS_AT_ONCE, _SERVICES_AT_ONCE = 100, 10  # what DescribeClusters and DescribeServices take


def _collect(reader: Reader) -> None:
    listed = Once(lambda: list(reader.pages("ecs", "list_clusters", "clusterArns")))
    services = Once(lambda: _services(reader, listed()))
    with reader.reading(CLUSTER):
        arns = listed()
        told, gone = ask_in_batches(reader, (CLUSTER,), arns, _CLUSTERS_AT_ONCE, lambda some: _clusters(reader, some))
        reader.rows(CLUSTER, ({"arn": arn, "name": _name(arn), **told.get(arn, {})} for arn in arns if arn not in gone))
    with reader.reading(SERVICE_TABLE):
        reader.rows(SERVICE_TABLE, services())
    with reader.reading(TASK_DEFINITION, CONTAINER, VARIABLE):
        running = {str(row["task_definition_arn"]) for row in services()} - {""}
        families = reader.pages("ecs", "list_task_definition_families", "families", status="ACTIVE")
        read: set[str] = set()
        reader.each(lambda family: read.add(_task_definition(reader, family)), families)
        reader.each(lambda arn: read.add(_task_definition(reader, arn)), sorted(running - read))


def _name(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]


def _clusters(reader: Reader, arns: list[str]) -> dict[str, dict[str, object]]:
    answer = reader.ask("ecs", "describe_clusters", clusters=arns, include=["SETTINGS", "CONFIGURATIONS", "TAGS"])
    return {one["clusterArn"]: _cluster_row(one) for one in _found(answer, "clusters", "ecs:DescribeClusters")}


def _found(answer: Mapping[str, Any], key: str, call: str) -> Iterable[Mapping[str, Any]]:
    """Yield what was found; what AWS could not tell for another reason than that it is gone is unread."""
    for failure in answer.get("failures") or ():
        if failure.get("reason") != "MISSING":
            raise UnreadError(State.FAILED, f"{call} failed ({failure.get('reason')})")
    yield from answer[key]


def _cluster_row(cluster: Mapping[str, Any]) -> dict[str, object]:
    settings = {one["name"]: one["value"] for one in cluster.get("settings") or ()}
    execution = (cluster.get("configuration") or {}).get("executeCommandConfiguration") or {}
    return {
        "name": cluster["clusterName"],
        "status": cluster["status"],
        "container_insights": settings.get("containerInsights", "disabled"),
        "logs_exec": execution.get("logging", "DEFAULT"),
        "runs_tasks": bool(cluster.get("runningTasksCount")),
        "tags": _tags(cluster.get("tags")),
    }


def _tags(listed: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    return {one["key"]: one.get("value", "") for one in listed or ()}


def _services(reader: Reader, clusters: Iterable[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []

    def of(cluster: str) -> None:
        arns = list(reader.pages("ecs", "list_services", "serviceArns", gone=_GONE, cluster=cluster))
        for start in range(0, len(arns), _SERVICES_AT_ONCE):
            answer = reader.ask(
                "ecs",
                "describe_services",
                gone=_GONE,
                cluster=cluster,
                services=arns[start : start + _SERVICES_AT_ONCE],
                include=["TAGS"],
            )
            found = _found(answer, "services", "ecs:DescribeServices")
            rows.extend(_service_row(one) for one in found if one["status"] != "INACTIVE")

    reader.each(of, clusters)
    return rows


def _service_row(service: Mapping[str, Any]) -> dict[str, object]:
    deployments = service.get("deploymentConfiguration") or {}
    sets = service.get("taskSets") or []
    networks = [(one.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {} for one in (service, *sets)]
    return {
        "arn": service["serviceArn"],
        "name": service["serviceName"],
        "cluster_arn": service["clusterArn"],
        "task_definition_arn": service.get("taskDefinition", ""),
        "launch_type": service.get("launchType", ""),
        "platform_version": service.get("platformVersion", ""),
        "desired_count": service.get("desiredCount", 0),
        "gives_public_ip": any(one.get("assignPublicIp") == "ENABLED" for one in networks),
        "subnet_ids": sorted({subnet for one in networks for subnet in one.get("subnets") or ()}),
        "security_group_ids": sorted({group for one in networks for group in one.get("securityGroups") or ()}),
        "allows_exec": bool(service.get("enableExecuteCommand")),
        "rolls_back": bool((deployments.get("deploymentCircuitBreaker") or {}).get("rollback")),
        "tags": _tags(service.get("tags")),
    }


def _task_definition(reader: Reader, name: str) -> str:
    """Read a task definition, by its ARN or the newest of a family; return its ARN."""
    answer = reader.ask("ecs", "describe_task_definition", gone=_NO_DEFINITION, taskDefinition=name, include=["TAGS"])
    said = answer["taskDefinition"]
    arn: str = said["taskDefinitionArn"]
    containers = said.get("containerDefinitions") or ()
    reader.rows(TASK_DEFINITION, [_task_definition_row(arn, said, answer)])
    reader.rows(CONTAINER, [_container_row(arn, one) for one in containers])
    variables = {(one["name"], variable["name"]) for one in containers for variable in one.get("environment") or ()}
    reader.rows(
        VARIABLE,
        [
            {"task_definition_arn": arn, "container_name": container, "name": name}
            for container, name in sorted(variables)
        ],
    )
    return arn


def _task_definition_row(arn: str, said: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, object]:
    volumes = said.get("volumes") or ()
    file_systems = [one["efsVolumeConfiguration"] for one in volumes if one.get("efsVolumeConfiguration")]
    paths = {str((one.get("host") or {}).get("sourcePath") or "") for one in volumes} - {""}
    return {
        "arn": arn,
        "name": f"{said['family']}:{said['revision']}",
        "family": said["family"],
        "revision": said["revision"],
        # What is not said is bridge on Linux.
        "network_mode": said.get("networkMode") or "bridge",
        "shares_host_processes": said.get("pidMode") == "host",
        "shares_host_memory": said.get("ipcMode") == "host",
        "host_paths": sorted(paths),
        "mounts_file_system_in_clear": any(one.get("transitEncryption") != "ENABLED" for one in file_systems),
        "task_role_arn": said.get("taskRoleArn") or "",
        "execution_role_arn": said.get("executionRoleArn") or "",
        "tags": _tags(answer.get("tags")),
    }


def _container_row(arn: str, container: Mapping[str, Any]) -> dict[str, object]:
    log = container.get("logConfiguration") or {}
    capabilities = (container.get("linuxParameters") or {}).get("capabilities") or {}
    return {
        "task_definition_arn": arn,
        "container_name": container["name"],
        "image": container.get("image", ""),
        "is_privileged": bool(container.get("privileged")),
        "container_user": container.get("user") or "",
        "root_is_readonly": bool(container.get("readonlyRootFilesystem")),
        "added_capabilities": sorted(capabilities.get("add") or ()),
        "log_driver": log.get("logDriver", ""),
        "log_mode": (log.get("options") or {}).get("mode", ""),
    }


SERVICE = Service("ecs", Scope.REGION, (CLUSTER, SERVICE_TABLE, TASK_DEFINITION, CONTAINER, VARIABLE), _collect)
