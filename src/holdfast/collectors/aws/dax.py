"""DAX: caches before DynamoDB tables, which hold copies of their items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

CLUSTER = subject_table(
    "aws_dax_cluster",
    "DAX clusters: caches before DynamoDB.",
    (
        Column("status", Type.TEXT, "`available`, `creating` ..."),
        Column("node_type", Type.TEXT, "The nodes' size, such as `dax.t3.small`."),
        Column("nodes", Type.INT, "How many nodes it has."),
        Column("availability_zones", Type.TEXTS, "The zones that its nodes stand in, sorted."),
        Column("multi_az", Type.BOOL, "Whether its nodes stand in several zones."),
        Column("encrypted_at_rest", Type.BOOL, "Whether its disks are encrypted."),
        Column("encrypted_in_transit", Type.BOOL, "Whether it speaks TLS."),
        Column("role_arn", Type.TEXT, "The role by which it reads tables for whoever asks."),
        TAGS,
    ),
    ("dax:DescribeClusters", "dax:ListTags"),
    of="cluster",
)


def _read_cluster(reader: Reader, cluster: dict[str, Any]) -> None:
    arn = cluster["ClusterArn"]
    zones = sorted({node["AvailabilityZone"] for node in cluster.get("Nodes") or () if node.get("AvailabilityZone")})
    row: dict[str, object] = {
        "arn": arn,
        "name": cluster["ClusterName"],
        "status": cluster.get("Status", ""),
        "node_type": cluster.get("NodeType", ""),
        "nodes": cluster.get("TotalNodes") or 0,
        "availability_zones": zones,
        "multi_az": len(zones) > 1,
        "encrypted_at_rest": (cluster.get("SSEDescription") or {}).get("Status") in {"ENABLED", "ENABLING"},
        "encrypted_in_transit": cluster.get("ClusterEndpointEncryptionType") == "TLS",
        "role_arn": cluster.get("IamRoleArn", ""),
    }
    with reader.part(CLUSTER, subject=arn):
        gone = ("ClusterNotFoundFault",)
        row["tags"] = tags(reader.pages("dax", "list_tags", "Tags", gone=gone, ResourceName=arn))
    reader.rows(CLUSTER, [row])


def _collect(reader: Reader) -> None:
    with reader.reading(CLUSTER):
        clusters = reader.pages("dax", "describe_clusters", "Clusters")
        reader.each(lambda cluster: _read_cluster(reader, cluster), clusters)


SERVICE = Service("dax", Scope.REGION, (CLUSTER,), _collect)
