"""ElastiCache: caches of every engine, and the users that sign in to them. Cached data is never read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.collectors.aws.reader import Reader
    from holdfast.facts.tables import Table

#: What replication groups and clusters have alike.
_ALIKE = (
    Column("engine", Type.TEXT, "`redis`, `valkey` or `memcached`."),
    Column("status", Type.TEXT, "`available`, `creating` ..."),
    Column("node_type", Type.TEXT, "The nodes' size, such as `cache.t4g.small`."),
    Column("encrypted_at_rest", Type.BOOL, "Whether disks and backups are encrypted."),
    Column("encrypted_in_transit", Type.BOOL, "Whether it speaks TLS."),
    Column("has_auth_token", Type.BOOL, "Whether clients must show one shared password."),
    Column("snapshot_retention_days", Type.INT, "For how many days backups are kept; 0 for none.", boundary=(0,)),
    Column("auto_minor_version_upgrade", Type.BOOL, "Whether minor versions are installed by AWS."),
)

GROUP = subject_table(
    "aws_elasticache_replication_group",
    "Redis and Valkey caches of one or more nodes that stand in for each other.",
    (
        *_ALIKE,
        Column("kms_key_arn", Type.TEXT, "The company's key that encrypts it; empty if it is AWS's own, or none."),
        Column("requires_tls", Type.BOOL, "Whether it refuses connections without TLS."),
        Column("user_groups", Type.TEXTS, "The groups of users that may sign in, each as somebody; empty if none."),
        Column("asks_who", Type.BOOL, "Whether clients must sign in, by a shared password or as a user."),
        Column("automatic_failover", Type.BOOL, "Whether another node takes over by itself."),
        Column("multi_az", Type.BOOL, "Whether its nodes stand in several zones."),
        Column("members", Type.TEXTS, "The clusters that it is made of, by name."),
        TAGS,
    ),
    ("elasticache:DescribeReplicationGroups", "elasticache:ListTagsForResource"),
    of="replication group",
)

CLUSTER = subject_table(
    "aws_elasticache_cluster",
    "Cache clusters: Memcached, single Redis nodes, and the members of replication groups.",
    (
        *_ALIKE,
        Column("engine_version", Type.TEXT, "The engine's version."),
        Column("replication_group", Type.TEXT, "The replication group that it is part of; empty if none."),
        Column("is_group_member", Type.BOOL, "Whether it is part of a replication group, which then sets much for it."),
        Column("subnet_group", Type.TEXT, "Its subnet group; empty where it stands outside a VPC."),
        Column("nodes", Type.INT, "How many nodes it has."),
        Column("created_at", Type.TIME, "When it was made; unread while it is being made."),
        TAGS,
    ),
    ("elasticache:DescribeCacheClusters", "elasticache:ListTagsForResource"),
    of="cache cluster",
)

SERVERLESS = subject_table(
    "aws_elasticache_serverless_cache",
    "Serverless caches; AWS always encrypts them, at rest and in transit.",
    (
        Column("engine", Type.TEXT, "`redis`, `valkey` or `memcached`."),
        Column("status", Type.TEXT, "`available`, `creating` ..."),
        Column("kms_key_arn", Type.TEXT, "The company's key that encrypts it; empty if it is AWS's own."),
        Column("user_group", Type.TEXT, "The group of users that may sign in; empty where anyone may."),
        Column("asks_who", Type.BOOL, "Whether clients must sign in as a user."),
        Column("snapshot_retention_days", Type.INT, "For how many days backups are kept; 0 for none.", boundary=(0,)),
        TAGS,
    ),
    ("elasticache:DescribeServerlessCaches", "elasticache:ListTagsForResource"),
    of="serverless cache",
)

USER = subject_table(
    "aws_elasticache_user",
    "Users who may sign in to caches.",
    (
        Column("user_name", Type.TEXT, "The name with which it signs in; `default` is whoever gives none."),
        Column("status", Type.TEXT, "`active`, `modifying` or `deleting`."),
        Column("authentication", Type.TEXT, "`password`, `no-password` or `iam`."),
        Column("access_string", Type.TEXT, "What it may do, in the engine's own words."),
        Column("allows_all_commands", Type.BOOL, "Whether that is every command on every key."),
        Column("user_groups", Type.TEXTS, "The groups of users that it is in."),
        Column("in_group", Type.BOOL, "Whether it is in any group, so that it may sign in somewhere."),
    ),
    ("elasticache:DescribeUsers",),
    of="user",
)

#: The errors by which ElastiCache says that what is tagged is not there.
_GONE = ("ReplicationGroupNotFoundFault", "CacheClusterNotFound", "ServerlessCacheNotFoundFault")


def _tagged(reader: Reader, table: Table, columns: Callable[[dict[str, Any]], dict[str, object]], item: Any) -> None:  # noqa: ANN401  as boto3 gives it
    row: dict[str, object] = {"arn": item["ARN"], "status": item.get("Status", ""), **columns(item)}
    with reader.part(table, subject=item["ARN"]):
        answer = reader.ask("elasticache", "list_tags_for_resource", gone=_GONE, ResourceName=item["ARN"])
        row["tags"] = tags(answer.get("TagList"))
    reader.rows(table, [row])


def _alike(item: dict[str, Any]) -> dict[str, object]:
    return {
        "engine": item.get("Engine") or "redis",  # groups were Redis alone for years, and did not say so
        "node_type": item.get("CacheNodeType", ""),
        "encrypted_at_rest": bool(item.get("AtRestEncryptionEnabled", False)),
        "encrypted_in_transit": bool(item.get("TransitEncryptionEnabled", False)),
        "has_auth_token": bool(item.get("AuthTokenEnabled", False)),
        "snapshot_retention_days": item.get("SnapshotRetentionLimit") or 0,
        "auto_minor_version_upgrade": bool(item.get("AutoMinorVersionUpgrade", False)),
    }


def _group(group: dict[str, Any]) -> dict[str, object]:
    users = sorted(group.get("UserGroupIds") or ())
    # Where no mode is said, TLS was set up before there was a choice, and is required.
    tls = bool(group.get("TransitEncryptionEnabled", False))
    return {
        **_alike(group),
        "name": group["ReplicationGroupId"],
        "kms_key_arn": group.get("KmsKeyId") or "",
        "requires_tls": tls and (group.get("TransitEncryptionMode") or "required") == "required",
        "user_groups": users,
        "asks_who": bool(users or group.get("AuthTokenEnabled")),
        "automatic_failover": group.get("AutomaticFailover") in {"enabled", "enabling"},
        "multi_az": group.get("MultiAZ") == "enabled",
        "members": sorted(group.get("MemberClusters") or ()),
    }


def _cluster(cluster: dict[str, Any]) -> dict[str, object]:
    made = cluster.get("CacheClusterCreateTime")
    return {
        **_alike(cluster),
        "name": cluster["CacheClusterId"],
        "status": cluster.get("CacheClusterStatus", ""),
        "engine_version": cluster.get("EngineVersion") or "",
        "replication_group": cluster.get("ReplicationGroupId") or "",
        "is_group_member": bool(cluster.get("ReplicationGroupId")),
        "subnet_group": cluster.get("CacheSubnetGroupName") or "",
        "nodes": cluster.get("NumCacheNodes") or 0,
        "created_at": utc(made) if made else None,
    }


def _serverless(cache: dict[str, Any]) -> dict[str, object]:
    return {
        "name": cache["ServerlessCacheName"],
        "engine": cache.get("Engine", ""),
        "kms_key_arn": cache.get("KmsKeyId") or "",
        "user_group": cache.get("UserGroupId") or "",
        "asks_who": bool(cache.get("UserGroupId")),
        "snapshot_retention_days": cache.get("SnapshotRetentionLimit") or 0,
    }


def _user(user: dict[str, Any]) -> dict[str, object]:
    groups = sorted(user.get("UserGroupIds") or ())
    access = user.get("AccessString", "")
    words = set(access.lower().split())
    return {
        "arn": user["ARN"],
        "name": user["UserId"],
        "user_name": user.get("UserName", ""),
        "status": user.get("Status", ""),
        "authentication": (user.get("Authentication") or {}).get("Type", ""),
        "access_string": access,
        "allows_all_commands": "on" in words
        and bool({"~*", "allkeys"} & words)
        and bool({"+@all", "allcommands"} & words),
        "user_groups": groups,
        "in_group": bool(groups),
    }


def _collect(reader: Reader) -> None:
    for table, operation, key, columns in (
        (GROUP, "describe_replication_groups", "ReplicationGroups", _group),
        (CLUSTER, "describe_cache_clusters", "CacheClusters", _cluster),
        (SERVERLESS, "describe_serverless_caches", "ServerlessCaches", _serverless),
    ):
        with reader.reading(table):
            reader.each(partial(_tagged, reader, table, columns), reader.pages("elasticache", operation, key))
    with reader.reading(USER):
        reader.rows(USER, [_user(user) for user in reader.pages("elasticache", "describe_users", "Users")])


SERVICE = Service("elasticache", Scope.REGION, (GROUP, CLUSTER, SERVERLESS, USER), _collect)
