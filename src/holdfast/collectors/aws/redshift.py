"""Redshift: warehouses, provisioned and serverless, and their snapshots. Their data is never read."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

CLUSTER = subject_table(
    "aws_redshift_cluster",
    "Provisioned Redshift clusters.",
    (
        Column("status", Type.TEXT, "`available`, `creating`, `paused` ..."),
        Column("version", Type.TEXT, "The version of Redshift."),
        Column("created_at", Type.TIME, "When it was made; unread while it is being made."),
        Column("publicly_accessible", Type.BOOL, "Whether it is given a public address."),
        Column("encrypted", Type.BOOL, "Whether it is encrypted at rest."),
        Column("kms_key_arn", Type.TEXT, "The key that encrypts it; empty if none."),
        Column("snapshot_retention_days", Type.INT, "For how many days automatic snapshots are kept.", boundary=(0,)),
        Column("auto_version_upgrade", Type.BOOL, "Whether new versions are installed by AWS."),
        Column("enhanced_vpc_routing", Type.BOOL, "Whether loading and unloading stays inside the VPC."),
        Column("multi_az", Type.BOOL, "Whether another zone can take over."),
        Column("vpc_id", Type.TEXT, "The VPC; empty where not said."),
        Column("database", Type.TEXT, "The name of its first database."),
        Column("parameter_group", Type.TEXT, "The parameter group that sets it up; empty where not said."),
        Column("requires_tls", Type.BOOL, "Whether it refuses connections without TLS (`require_ssl`)."),
        Column("logs_connections", Type.BOOL, "Whether it keeps a log of connections and users."),
        Column("log_destination", Type.TEXT, "Where that goes: a bucket's name or `cloudwatch`; empty if nowhere."),
        TAGS,
    ),
    ("redshift:DescribeClusters", "redshift:DescribeClusterParameters", "redshift:DescribeLoggingStatus"),
    of="cluster",
)

SNAPSHOT = subject_table(
    "aws_redshift_snapshot",
    "Snapshots of Redshift clusters that people took.",
    (
        Column("taken_of", Type.TEXT, "The cluster of which it was taken."),
        Column("status", Type.TEXT, "`available`, `creating` ..."),
        Column("encrypted", Type.BOOL, "Whether it is encrypted at rest."),
        Column("shared_with", Type.TEXTS, "The accounts that may restore it, by number."),
        TAGS,
    ),
    ("redshift:DescribeClusterSnapshots",),
    of="snapshot",
)

WORKGROUP = subject_table(
    "aws_redshift_serverless_workgroup",
    "Redshift Serverless workgroups: what answers queries.",
    (
        Column("namespace", Type.TEXT, "The namespace that holds its data."),
        Column("status", Type.TEXT, "`AVAILABLE`, `CREATING` ..."),
        Column("publicly_accessible", Type.BOOL, "Whether it is given a public address."),
        Column("enhanced_vpc_routing", Type.BOOL, "Whether loading and unloading stays inside the VPC."),
        Column("requires_tls", Type.BOOL, "Whether it refuses connections without TLS (`require_ssl`)."),
        TAGS,
    ),
    ("redshift-serverless:ListWorkgroups", "redshift-serverless:ListTagsForResource"),
    of="workgroup",
)

NAMESPACE = subject_table(
    "aws_redshift_serverless_namespace",
    "Redshift Serverless namespaces: data and users; AWS always encrypts them.",
    (
        Column("status", Type.TEXT, "`AVAILABLE`, `MODIFYING` ..."),
        Column("kms_key", Type.TEXT, "The company's key that encrypts it; empty if it is AWS's own."),
        Column("log_exports", Type.TEXTS, "The logs that are sent to CloudWatch, sorted."),
        Column("logs_connections", Type.BOOL, "Whether the log of connections is among them."),
        TAGS,
    ),
    ("redshift-serverless:ListNamespaces", "redshift-serverless:ListTagsForResource"),
    of="namespace",
)

_AWS_KEY = "AWS_OWNED_KMS_KEY"


class _Parameters:
    """Whether parameter groups require TLS; each is read once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._read: dict[str, bool] = {}

    def requires_tls(self, group: str) -> bool:
        with self._lock:
            if group not in self._read:
                parameters = self._reader.pages(
                    "redshift", "describe_cluster_parameters", "Parameters", ParameterGroupName=group
                )
                self._read[group] = any(
                    one["ParameterName"] == "require_ssl" and one.get("ParameterValue", "").lower() == "true"
                    for one in parameters
                )
            return self._read[group]


def _read_cluster(reader: Reader, parameters: _Parameters, cluster: dict[str, Any]) -> None:
    name = cluster["ClusterIdentifier"]
    arn = reader.arn("redshift", f"cluster:{name}")
    groups = cluster.get("ClusterParameterGroups") or [{}]
    group = groups[0].get("ParameterGroupName", "")
    row: dict[str, object] = {"arn": arn, "name": name, "parameter_group": group, **_row(cluster)}
    with reader.part(CLUSTER, subject=arn):
        row["requires_tls"] = parameters.requires_tls(group) if group else None
    with reader.part(CLUSTER, subject=arn):
        logs = reader.ask("redshift", "describe_logging_status", gone=("ClusterNotFound",), ClusterIdentifier=name)
        on = bool(logs.get("LoggingEnabled", False))
        row["logs_connections"] = on
        row["log_destination"] = (logs.get("BucketName") or logs.get("LogDestinationType") or "") if on else ""
    reader.rows(CLUSTER, [row])


def _row(cluster: dict[str, Any]) -> dict[str, object]:
    made = cluster.get("ClusterCreateTime")
    return {
        "status": cluster.get("ClusterStatus", ""),
        "version": cluster.get("ClusterVersion", ""),
        "created_at": utc(made) if made else None,
        "publicly_accessible": bool(cluster.get("PubliclyAccessible", False)),
        "encrypted": bool(cluster.get("Encrypted", False)),
        "kms_key_arn": cluster.get("KmsKeyId") or "",
        "snapshot_retention_days": cluster.get("AutomatedSnapshotRetentionPeriod") or 0,
        "auto_version_upgrade": bool(cluster.get("AllowVersionUpgrade", False)),
        "enhanced_vpc_routing": bool(cluster.get("EnhancedVpcRouting", False)),
        "multi_az": str(cluster.get("MultiAZ", "")).lower() in {"enabled", "true"},
        "vpc_id": cluster.get("VpcId") or "",
        "database": cluster.get("DBName") or "",
        "tags": tags(cluster.get("Tags")),
    }


def _snapshot(reader: Reader, snapshot: dict[str, Any]) -> dict[str, object]:
    name, cluster = snapshot["SnapshotIdentifier"], snapshot["ClusterIdentifier"]
    return {
        "arn": snapshot.get("SnapshotArn") or reader.arn("redshift", f"snapshot:{cluster}/{name}"),
        "name": name,
        "taken_of": cluster,
        "status": snapshot.get("Status", ""),
        "encrypted": bool(snapshot.get("Encrypted", False)),
        "shared_with": sorted(one["AccountId"] for one in snapshot.get("AccountsWithRestoreAccess") or ()),
        "tags": tags(snapshot.get("Tags")),
    }


def _tags_of(reader: Reader, arn: str) -> dict[str, str]:
    gone = ("ResourceNotFoundException",)
    answer = reader.ask("redshift-serverless", "list_tags_for_resource", gone=gone, resourceArn=arn)
    return {tag["key"]: tag.get("value", "") for tag in answer.get("tags") or ()}


def _read_workgroup(reader: Reader, group: dict[str, Any]) -> None:
    arn = group["workgroupArn"]
    parameters = {one["parameterKey"]: one.get("parameterValue", "") for one in group.get("configParameters") or ()}
    row: dict[str, object] = {
        "arn": arn,
        "name": group["workgroupName"],
        "namespace": group.get("namespaceName", ""),
        "status": group.get("status", ""),
        "publicly_accessible": bool(group.get("publiclyAccessible", False)),
        "enhanced_vpc_routing": bool(group.get("enhancedVpcRouting", False)),
        "requires_tls": parameters.get("require_ssl", "").lower() == "true",
    }
    with reader.part(WORKGROUP, subject=arn):
        row["tags"] = _tags_of(reader, arn)
    reader.rows(WORKGROUP, [row])


def _read_namespace(reader: Reader, space: dict[str, Any]) -> None:
    arn = space["namespaceArn"]
    exports = sorted(space.get("logExports") or ())
    key = space.get("kmsKeyId") or ""
    row: dict[str, object] = {
        "arn": arn,
        "name": space["namespaceName"],
        "status": space.get("status", ""),
        "kms_key": "" if key == _AWS_KEY else key,
        "log_exports": exports,
        "logs_connections": "connectionlog" in exports,
    }
    with reader.part(NAMESPACE, subject=arn):
        row["tags"] = _tags_of(reader, arn)
    reader.rows(NAMESPACE, [row])


def _collect(reader: Reader) -> None:
    with reader.reading(CLUSTER):
        parameters = _Parameters(reader)
        clusters = reader.pages("redshift", "describe_clusters", "Clusters")
        reader.each(lambda cluster: _read_cluster(reader, parameters, cluster), clusters)
    with reader.reading(SNAPSHOT):
        snapshots = reader.pages("redshift", "describe_cluster_snapshots", "Snapshots", SnapshotType="manual")
        reader.rows(SNAPSHOT, [_snapshot(reader, snapshot) for snapshot in snapshots])
    with reader.reading(WORKGROUP):
        groups = reader.pages("redshift-serverless", "list_workgroups", "workgroups")
        reader.each(lambda group: _read_workgroup(reader, group), groups)
    with reader.reading(NAMESPACE):
        spaces = reader.pages("redshift-serverless", "list_namespaces", "namespaces")
        reader.each(lambda space: _read_namespace(reader, space), spaces)


SERVICE = Service("redshift", Scope.REGION, (CLUSTER, SNAPSHOT, WORKGROUP, NAMESPACE), _collect)
