"""Batch: how jobs run. Of each job definition the newest active revision is read; variables by name only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdfast.collectors.aws.reader import Reader

JOB_DEFINITION = subject_table(
    "aws_batch_job_definition",
    "Batch's job definitions in their newest active revision.",
    (
        Column("revision", Type.INT, "The revision."),
        Column("type", Type.TEXT, "`container` or `multinode`."),
        Column("is_privileged", Type.BOOL, "Whether any of its containers is as mighty as its host."),
        Column("host_paths", Type.TEXTS, "Paths of the host that containers are given; empty if none."),
        Column("job_role_arn", Type.TEXT, "The role that jobs have; empty if none."),
        TAGS,
    ),
    ("batch:DescribeJobDefinitions",),
    of="job definition",
)

VARIABLE = child_table(
    "aws_batch_job_variable",
    "The names of jobs' variables that are written in the job definition; their values are never kept.",
    (Column("name", Type.TEXT, "The variable's name."),),
    ("batch:DescribeJobDefinitions",),
    parent=JOB_DEFINITION,
    key=("job_definition_arn", "name"),
)


def _collect(reader: Reader) -> None:
    with reader.reading(JOB_DEFINITION, VARIABLE):
        newest: dict[str, Mapping[str, Any]] = {}
        for one in reader.pages("batch", "describe_job_definitions", "jobDefinitions", status="ACTIVE"):
            known = newest.get(one["jobDefinitionName"])
            if known is None or known["revision"] < one["revision"]:
                newest[one["jobDefinitionName"]] = one
        for one in newest.values():
            containers = list(_containers(one))
            arn = one["jobDefinitionArn"]
            reader.rows(JOB_DEFINITION, [_row(arn, one, containers)])
            names = {variable["name"] for container in containers for variable in container.get("environment") or ()}
            reader.rows(VARIABLE, [{"job_definition_arn": arn, "name": name} for name in sorted(names)])


def _containers(said: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what says how containers run, in each of the ways in which Batch writes it."""
    nodes = (said.get("nodeProperties") or {}).get("nodeRangeProperties") or ()
    for place in (said, *nodes):
        if place.get("container") or place.get("containerProperties"):
            yield place.get("containerProperties") or place["container"]
        for tasks in (place.get("ecsProperties") or {}).get("taskProperties") or ():
            yield from tasks.get("containers") or ()


def _row(arn: str, said: Mapping[str, Any], containers: list[Mapping[str, Any]]) -> dict[str, object]:
    volumes = [volume for one in containers for volume in one.get("volumes") or ()]
    paths = {str((volume.get("host") or {}).get("sourcePath") or "") for volume in volumes} - {""}
    return {
        "arn": arn,
        "name": said["jobDefinitionName"],
        "revision": said["revision"],
        "type": said.get("type", ""),
        "is_privileged": any(one.get("privileged") for one in containers),
        "host_paths": sorted(paths),
        "job_role_arn": next((one["jobRoleArn"] for one in containers if one.get("jobRoleArn")), ""),
        "tags": said.get("tags") or {},
    }


SERVICE = Service("batch", Scope.REGION, (JOB_DEFINITION, VARIABLE), _collect)
