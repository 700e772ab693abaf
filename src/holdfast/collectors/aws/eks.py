"""EKS: clusters, who reaches their API, what they encrypt and log, and the groups of their nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.ec2_ranges import is_any_source
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table
from holdfast.collectors.aws.shared_calls import Once
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

CLUSTER = subject_table(
    "aws_eks_cluster",
    "EKS clusters.",
    (
        Column("version", Type.TEXT, "The version of Kubernetes."),
        Column("offers_versions", Type.BOOL, "Whether AWS can be asked here how long it supports versions."),
        Column("version_support", Type.TEXT, "`STANDARD_SUPPORT`, `EXTENDED_SUPPORT` or `UNSUPPORTED`."),
        Column("status", Type.TEXT, "`ACTIVE`, or what it is becoming."),
        Column("api_is_public", Type.BOOL, "Whether its API can be reached from outside the VPC."),
        Column("api_is_open", Type.BOOL, "Whether the whole internet may reach it there."),
        Column("public_cidrs", Type.TEXTS, "Who may; empty where it is not public."),
        Column(
            "log_types", Type.TEXTS, "What logs: `api`, `audit`, `authenticator`, `controllerManager`, `scheduler`."
        ),
        Column("secrets_key_arn", Type.TEXT, "The company's key that encrypts its secrets; empty if none."),
        Column("authentication_mode", Type.TEXT, "`API`, `API_AND_CONFIG_MAP` or `CONFIG_MAP`."),
        Column("deletion_protected", Type.BOOL, "Whether deleting it takes two steps."),
        Column("role_arn", Type.TEXT, "The role of its control plane."),
        Column("vpc_id", Type.TEXT, "The VPC in which it stands."),
        Column("subnet_ids", Type.TEXTS, "Its subnets."),
        TAGS,
    ),
    ("eks:ListClusters", "eks:DescribeCluster", "eks:DescribeClusterVersions"),
    of="cluster",
)

NODE_GROUP = subject_table(
    "aws_eks_node_group",
    "Groups of nodes that EKS keeps.",
    (
        Column("cluster_arn", Type.TEXT, "The cluster."),
        Column("ami_type", Type.TEXT, "The kind of image, such as `BOTTLEROCKET_x86_64`."),
        Column("version", Type.TEXT, "The nodes' version of Kubernetes; empty where their image decides."),
        Column("ssh_key", Type.TEXT, "The key pair with which one may sign in to nodes; empty if none."),
        Column("ssh_is_open", Type.BOOL, "Whether the whole internet may try: a key, and no security group."),
        Column("subnet_ids", Type.TEXTS, "The nodes' subnets."),
        TAGS,
    ),
    ("eks:ListClusters", "eks:ListNodegroups", "eks:DescribeNodegroup"),
    of="group",
)

_GONE = ("ResourceNotFoundException",)


def _collect(reader: Reader) -> None:
    clusters = Once(lambda: list(reader.pages("eks", "list_clusters", "clusters")))
    with reader.reading(CLUSTER):
        reader.each(lambda name: _cluster(reader, name), clusters())
    with reader.reading(NODE_GROUP):
        reader.each(lambda name: _node_groups(reader, name), clusters())


def _cluster(reader: Reader, name: str) -> None:
    arn = reader.arn("eks", f"cluster/{name}")
    row: dict[str, object] = {"arn": arn, "name": name}
    with reader.part(CLUSTER, subject=arn):
        said = reader.ask("eks", "describe_cluster", gone=_GONE, name=name)["cluster"]
        row |= _described(said)
    if "version" in row:
        with reader.part(CLUSTER, subject=arn):
            answer = reader.offered("eks", "describe_cluster_versions", clusterVersions=[row["version"]])
            known = (answer or {}).get("clusterVersions") or []
            row["offers_versions"] = answer is not None
            row["version_support"] = known[0]["versionStatus"] if known else "UNSUPPORTED" if answer else ""
    reader.rows(CLUSTER, [row])


def _described(said: Mapping[str, Any]) -> dict[str, object]:
    network = said.get("resourcesVpcConfig") or {}
    public = network.get("endpointPublicAccess")
    told = network.get("publicAccessCidrs")
    # AWS names the ranges of an API that is public, all of them too; an answer without does not say.
    cidrs = [] if public is False else sorted(told) if public and told else None
    encrypts = [one for one in said.get("encryptionConfig") or () if "secrets" in (one.get("resources") or ())]
    logs = [one for one in (said.get("logging") or {}).get("clusterLogging") or () if one.get("enabled")]
    return {
        "version": said["version"],
        "status": said["status"],
        "api_is_public": public,
        "api_is_open": None if cidrs is None else any(is_any_source(cidr) for cidr in cidrs),
        "public_cidrs": cidrs,
        "log_types": sorted({kind for one in logs for kind in one.get("types") or ()}),
        "secrets_key_arn": next((one["provider"]["keyArn"] for one in encrypts), ""),
        "authentication_mode": (said.get("accessConfig") or {}).get("authenticationMode", "CONFIG_MAP"),
        "deletion_protected": said.get("deletionProtection"),
        "role_arn": said.get("roleArn", ""),
        "vpc_id": network.get("vpcId", ""),
        "subnet_ids": sorted(network.get("subnetIds") or ()),
        "tags": said.get("tags") or {},
    }


def _node_groups(reader: Reader, cluster: str) -> None:
    for name in reader.pages("eks", "list_nodegroups", "nodegroups", gone=_GONE, clusterName=cluster):
        answer = reader.call("eks", "describe_nodegroup", absent=_GONE, clusterName=cluster, nodegroupName=name)
        if answer:
            reader.rows(NODE_GROUP, [_node_group_row(reader, answer["nodegroup"])])


def _node_group_row(reader: Reader, said: Mapping[str, Any]) -> dict[str, object]:
    remote = said.get("remoteAccess") or {}
    key = remote.get("ec2SshKey") or ""
    return {
        "arn": said["nodegroupArn"],
        "name": said["nodegroupName"],
        "cluster_arn": reader.arn("eks", f"cluster/{said['clusterName']}"),
        "ami_type": said.get("amiType", ""),
        "version": said.get("version") or "",
        "ssh_key": key,
        "ssh_is_open": bool(key) and not remote.get("sourceSecurityGroups"),
        "subnet_ids": sorted(said.get("subnets") or ()),
        "tags": said.get("tags") or {},
    }


SERVICE = Service("eks", Scope.REGION, (CLUSTER, NODE_GROUP), _collect)
