"""MemoryDB: clusters that hold data in memory. The data is never read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

CLUSTER = subject_table(
    "aws_memorydb_cluster",
    "MemoryDB clusters; AWS always encrypts them at rest.",
    (
        Column("status", Type.TEXT, "`available`, `creating` ..."),
        Column("engine", Type.TEXT, "`redis` or `valkey`; empty where not said."),
        Column("engine_version", Type.TEXT, "The engine's version."),
        Column("encrypted_in_transit", Type.BOOL, "Whether it speaks TLS."),
        Column("kms_key_arn", Type.TEXT, "The company's key that encrypts it; empty if it is AWS's own."),
        Column("acl", Type.TEXT, "The list of users that may sign in; `open-access` lets everyone in."),
        Column("asks_who", Type.BOOL, "Whether clients must sign in."),
        Column("snapshot_retention_days", Type.INT, "For how many days backups are kept; 0 for none.", boundary=(0,)),
        Column("auto_minor_version_upgrade", Type.BOOL, "Whether minor versions are installed by AWS."),
        Column("multi_az", Type.BOOL, "Whether its nodes stand in several zones."),
        TAGS,
    ),
    ("memorydb:DescribeClusters", "memorydb:ListTags"),
    of="cluster",
)


def _read_cluster(reader: Reader, cluster: dict[str, Any]) -> None:
    arn = cluster["ARN"]
    row: dict[str, object] = {
        "arn": arn,
        "name": cluster["Name"],
        "status": cluster.get("Status", ""),
        "engine": (cluster.get("Engine") or "").lower(),
        "engine_version": cluster.get("EngineVersion", ""),
        "encrypted_in_transit": bool(cluster.get("TLSEnabled", False)),
        "kms_key_arn": cluster.get("KmsKeyId") or "",
        "acl": cluster.get("ACLName", ""),
        "asks_who": cluster.get("ACLName", "") not in {"", "open-access"},
        "snapshot_retention_days": cluster.get("SnapshotRetentionLimit") or 0,
        "auto_minor_version_upgrade": bool(cluster.get("AutoMinorVersionUpgrade", False)),
        "multi_az": (cluster.get("AvailabilityMode") or "").lower() == "multiaz",
    }
    with reader.part(CLUSTER, subject=arn):
        gone = ("ClusterNotFoundFault", "ClusterNotFound")
        row["tags"] = tags(reader.ask("memorydb", "list_tags", gone=gone, ResourceArn=arn).get("TagList"))
    reader.rows(CLUSTER, [row])


def _collect(reader: Reader) -> None:
    with reader.reading(CLUSTER):
        clusters = reader.pages("memorydb", "describe_clusters", "Clusters")
        reader.each(lambda cluster: _read_cluster(reader, cluster), clusters)


SERVICE = Service("memorydb", Scope.REGION, (CLUSTER,), _collect)
