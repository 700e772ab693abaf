"""EMR: clusters that run, and the block that keeps them off the internet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service, UnreadError
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, State, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

SETTINGS = subject_table(
    "aws_emr_region",
    "EMR in a region: one row an account and region.",
    (
        Column(
            "blocks_public_access", Type.BOOL, "Whether clusters are refused whose security groups let everyone in."
        ),
        Column("permitted_ports", Type.TEXTS, "The ports that the block lets through, such as `22` or `8000-8010`."),
    ),
    ("elasticmapreduce:GetBlockPublicAccessConfiguration",),
    of="region (`emr-region:ACCOUNT/REGION`)",
)

CLUSTER = subject_table(
    "aws_emr_cluster",
    "EMR clusters that have not ended.",
    (
        Column("status", Type.TEXT, "`STARTING`, `RUNNING`, `WAITING` ..."),
        Column("release", Type.TEXT, "The release of EMR, such as `emr-7.9.0`."),
        Column("has_public_address", Type.BOOL, "Whether its leading node has a public name."),
        Column("subnet_id", Type.TEXT, "The subnet; empty where not said."),
        Column("log_location", Type.TEXT, "Where its logs are kept; empty if nowhere."),
        Column("security_configuration", Type.TEXT, "The security configuration that it runs under; empty if none."),
        Column("encrypts_at_rest", Type.BOOL, "Whether that encrypts what is on disks and in S3."),
        Column("encrypts_in_transit", Type.BOOL, "Whether that encrypts what passes between nodes."),
        Column("termination_protected", Type.BOOL, "Whether it must be unlocked before it can be ended."),
        TAGS,
    ),
    (
        "elasticmapreduce:ListClusters",
        "elasticmapreduce:DescribeCluster",
        "elasticmapreduce:DescribeSecurityConfiguration",
    ),
    of="cluster",
)

_RUNNING = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"]


def _read_cluster(reader: Reader, listed: dict[str, Any]) -> None:
    arn = listed["ClusterArn"]
    row: dict[str, object] = {"arn": arn, "name": listed.get("Name") or listed["Id"]}
    row["status"] = (listed.get("Status") or {}).get("State", "")
    with reader.part(CLUSTER, subject=arn):
        cluster = reader.ask("emr", "describe_cluster", ClusterId=listed["Id"])["Cluster"]
        row |= _details(cluster)
        with reader.part(CLUSTER, subject=arn):
            row |= _encryption(reader, str(row["security_configuration"]))
    reader.rows(CLUSTER, [row])


def _details(cluster: dict[str, Any]) -> dict[str, object]:
    return {
        "release": cluster.get("ReleaseLabel") or "",
        "has_public_address": (cluster.get("MasterPublicDnsName") or "").startswith("ec2-"),
        "subnet_id": (cluster.get("Ec2InstanceAttributes") or {}).get("Ec2SubnetId") or "",
        "log_location": cluster.get("LogUri") or "",
        "security_configuration": cluster.get("SecurityConfiguration") or "",
        "termination_protected": bool(cluster.get("TerminationProtected", False)),
        "tags": tags(cluster.get("Tags")),
    }


def _encryption(reader: Reader, name: str) -> dict[str, object]:
    settings: dict[str, Any] = {}
    if name:
        text = reader.ask("emr", "describe_security_configuration", Name=name)["SecurityConfiguration"]
        try:
            settings = json.loads(text).get("EncryptionConfiguration") or {}
        except (ValueError, AttributeError) as error:
            raise UnreadError(State.FAILED, "the security configuration could not be understood") from error
    return {
        "encrypts_at_rest": bool(settings.get("EnableAtRestEncryption", False)),
        "encrypts_in_transit": bool(settings.get("EnableInTransitEncryption", False)),
    }


def _collect(reader: Reader) -> None:
    arn = f"emr-region:{reader.account_id}/{reader.region}"
    with reader.reading(SETTINGS):
        answer = reader.ask("emr", "get_block_public_access_configuration")["BlockPublicAccessConfiguration"]
        ranges = [(one["MinRange"], one.get("MaxRange", one["MinRange"])) for one in _permitted(answer)]
        row: dict[str, object] = {
            "arn": arn,
            "name": f"EMR in {reader.region}",
            # AWS always says it; without a word nothing is known.
            "blocks_public_access": answer.get("BlockPublicSecurityGroupRules"),
            "permitted_ports": [str(low) if low == high else f"{low}-{high}" for low, high in sorted(ranges)],
        }
        reader.rows(SETTINGS, [row])
    with reader.reading(CLUSTER):
        clusters = reader.pages("emr", "list_clusters", "Clusters", ClusterStates=_RUNNING)
        reader.each(lambda cluster: _read_cluster(reader, cluster), clusters)


def _permitted(answer: dict[str, Any]) -> list[dict[str, int]]:
    return list(answer.get("PermittedPublicSecurityGroupRuleRanges") or ())


SERVICE = Service("emr", Scope.REGION, (SETTINGS, CLUSTER), _collect)
