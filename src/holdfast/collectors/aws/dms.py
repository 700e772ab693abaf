"""DMS: what copies databases to elsewhere. Passwords of endpoints, and data, are never read."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service, UnreadError
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, State, Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.collectors.aws.reader import Reader
    from holdfast.facts.tables import Table

INSTANCE = subject_table(
    "aws_dms_replication_instance",
    "Replication instances: the machines that copy.",
    (
        Column("status", Type.TEXT, "`available`, `creating` ..."),
        Column("engine_version", Type.TEXT, "The version of DMS."),
        Column("publicly_accessible", Type.BOOL, "Whether it is given a public address."),
        Column("multi_az", Type.BOOL, "Whether another zone can take over."),
        Column("auto_minor_version_upgrade", Type.BOOL, "Whether minor versions are installed by AWS."),
        Column("kms_key_arn", Type.TEXT, "The key that encrypts its disk."),
        TAGS,
    ),
    ("dms:DescribeReplicationInstances", "dms:ListTagsForResource"),
    of="replication instance",
)

ENDPOINT = subject_table(
    "aws_dms_endpoint",
    "Endpoints: the databases between which DMS copies.",
    (
        Column("kind", Type.TEXT, "`source` or `target`."),
        Column("engine", Type.TEXT, "Such as `postgres`, `s3` or `redis`."),
        Column("status", Type.TEXT, "`active`, `deleting` ..."),
        Column("ssl_mode", Type.TEXT, "`none`, `require`, `verify-ca` or `verify-full`."),
        Column("knows_ssl_mode", Type.BOOL, "Whether that is how its engine speaks TLS: stores of AWS's always do."),
        Column("encrypted_in_transit", Type.BOOL, "Whether DMS speaks TLS with it."),
        Column("asks_who", Type.BOOL, "Whether MongoDB, Redis or Neptune there asks who signs in; TRUE for others."),
        TAGS,
    ),
    ("dms:DescribeEndpoints", "dms:ListTagsForResource"),
    of="endpoint",
)

TASK = subject_table(
    "aws_dms_replication_task",
    "Replication tasks.",
    (
        Column("status", Type.TEXT, "`running`, `stopped`, `failed` ..."),
        Column("kind", Type.TEXT, "`full-load`, `cdc` or `full-load-and-cdc`."),
        Column("source_arn", Type.TEXT, "The endpoint that it copies from."),
        Column("target_arn", Type.TEXT, "The endpoint that it copies to."),
        Column("logs", Type.BOOL, "Whether it keeps a log."),
        TAGS,
    ),
    ("dms:DescribeReplicationTasks", "dms:ListTagsForResource"),
    of="replication task",
)

#: Engines behind AWS's own HTTPS, for which an SSL mode says nothing.
_OF_AWS = frozenset({"s3", "dynamodb", "kinesis", "neptune"})
#: Engines that say it in settings of their own.
_SAYS_ITSELF = frozenset({"redis", "kafka", "opensearch", "elasticsearch"})


def _instance(instance: dict[str, Any]) -> dict[str, object]:
    return {
        "arn": instance["ReplicationInstanceArn"],
        "name": instance["ReplicationInstanceIdentifier"],
        "status": instance.get("ReplicationInstanceStatus", ""),
        "engine_version": instance.get("EngineVersion") or "",
        "publicly_accessible": bool(instance.get("PubliclyAccessible", False)),
        "multi_az": bool(instance.get("MultiAZ", False)),
        "auto_minor_version_upgrade": bool(instance.get("AutoMinorVersionUpgrade", False)),
        "kms_key_arn": instance.get("KmsKeyId") or "",
    }


def _endpoint(endpoint: dict[str, Any]) -> dict[str, object]:
    engine = (endpoint.get("EngineName") or "").lower()
    mode = endpoint.get("SslMode") or "none"
    redis, mongo = endpoint.get("RedisSettings") or {}, endpoint.get("MongoDbSettings") or {}
    asks = {
        "redis": redis.get("AuthType", "none") != "none",
        "mongodb": (mongo.get("AuthType") or "no") != "no",
        "neptune": bool((endpoint.get("NeptuneSettings") or {}).get("IamAuthEnabled", False)),
    }.get(engine, True)
    encrypted = engine in _OF_AWS or (_says_tls(engine, endpoint) if engine in _SAYS_ITSELF else mode != "none")
    return {
        "arn": endpoint["EndpointArn"],
        "name": endpoint["EndpointIdentifier"],
        "kind": (endpoint.get("EndpointType") or "").lower(),
        "engine": engine,
        "status": endpoint.get("Status", ""),
        "ssl_mode": mode,
        "knows_ssl_mode": engine not in _OF_AWS | _SAYS_ITSELF,
        "encrypted_in_transit": encrypted,
        "asks_who": asks,
    }


def _says_tls(engine: str, endpoint: dict[str, Any]) -> bool:
    """Return whether the engine's own settings say TLS, or leave DMS to what it then does."""
    if engine == "redis":
        return bool((endpoint.get("RedisSettings") or {}).get("SslSecurityProtocol", "ssl-encryption") != "plaintext")
    if engine == "kafka":
        return "ssl" in ((endpoint.get("KafkaSettings") or {}).get("SecurityProtocol") or "plaintext")
    address = str((endpoint.get("ElasticsearchSettings") or {}).get("EndpointUri") or "")
    return not address.startswith("http://")


def _task(task: dict[str, Any]) -> dict[str, object]:
    try:
        settings = json.loads(task.get("ReplicationTaskSettings") or "{}")
    except ValueError as error:
        raise UnreadError(State.FAILED, "the settings of a replication task are not valid JSON") from error
    return {
        "arn": task["ReplicationTaskArn"],
        "name": task["ReplicationTaskIdentifier"],
        "status": task.get("Status", ""),
        "kind": task.get("MigrationType", ""),
        "source_arn": task.get("SourceEndpointArn", ""),
        "target_arn": task.get("TargetEndpointArn", ""),
        "logs": bool((settings.get("Logging") or {}).get("EnableLogging", False)),
    }


def _tagged(
    reader: Reader, table: Table, columns: Callable[[dict[str, Any]], dict[str, object]], item: dict[str, Any]
) -> None:
    row = columns(item)
    with reader.part(table, subject=str(row["arn"])):
        answer = reader.ask("dms", "list_tags_for_resource", gone=("ResourceNotFoundFault",), ResourceArn=row["arn"])
        row["tags"] = tags(answer.get("TagList"))
    reader.rows(table, [row])


def _collect(reader: Reader) -> None:
    for table, operation, key, columns in (
        (INSTANCE, "describe_replication_instances", "ReplicationInstances", _instance),
        (ENDPOINT, "describe_endpoints", "Endpoints", _endpoint),
        (TASK, "describe_replication_tasks", "ReplicationTasks", _task),
    ):
        with reader.reading(table):
            reader.each(partial(_tagged, reader, table, columns), reader.pages("dms", operation, key))


SERVICE = Service("dms", Scope.REGION, (INSTANCE, ENDPOINT, TASK), _collect)
