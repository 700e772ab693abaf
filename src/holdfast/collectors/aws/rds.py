"""RDS: databases, clusters (Aurora, Neptune and DocumentDB among them), and their snapshots."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import GoneError, Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from holdfast.collectors.aws.reader import Reader

#: What instances and clusters have alike.
_ALIKE = (
    Column("engine", Type.TEXT, "The engine, such as `postgres` or `aurora-mysql`."),
    Column("engine_version", Type.TEXT, "The engine's version."),
    Column("status", Type.TEXT, "`available`, `creating`, `stopped` ..."),
    Column("publicly_accessible", Type.BOOL, "Whether it is given a public address."),
    Column("storage_encrypted", Type.BOOL, "Whether it is encrypted at rest."),
    Column("kms_key_arn", Type.TEXT, "The key that encrypts it; empty where it is not encrypted."),
    Column("multi_az", Type.BOOL, "Whether another zone can take over."),
    Column(
        "backup_retention_days", Type.INT, "For how many days automatic backups are kept; 0 for none.", boundary=(0,)
    ),
    Column("deletion_protection", Type.BOOL, "Whether it must be unlocked before it can be deleted."),
    Column("iam_authentication", Type.BOOL, "Whether IAM identities may sign in without a password."),
    Column("auto_minor_version_upgrade", Type.BOOL, "Whether minor versions are installed by AWS."),
    Column("log_exports", Type.TEXTS, "The logs that are sent to CloudWatch."),
    Column("exports_logs", Type.BOOL, "Whether any log is sent to CloudWatch."),
    Column("copies_tags_to_snapshots", Type.BOOL, "Whether its snapshots carry its tags."),
    Column("port", Type.INT, "The port on which it listens; 0 where not said."),
    Column("created_at", Type.TIME, "When it was made; unread while it is being made."),
    Column("parameter_group", Type.TEXT, "The parameter group that sets it up; empty where not said."),
    Column(
        "tls_parameter", Type.TEXT, "The parameter by which its engine refuses plain text; empty where it has none."
    ),
    Column("requires_tls", Type.BOOL, "Whether that parameter is set, so that plain-text connections are refused."),
)

INSTANCE = subject_table(
    "aws_rds_instance",
    "Database instances, those that are members of a cluster included.",
    (
        Column("instance_class", Type.TEXT, "Its size, such as `db.t4g.medium`."),
        Column("cluster_id", Type.TEXT, "The cluster of which it is a member; empty where of none."),
        Column("is_cluster_member", Type.BOOL, "Whether it is a member of a cluster, which then sets much for it."),
        Column("vpc_id", Type.TEXT, "The VPC in which it is; empty where not said."),
        Column("availability_zone", Type.TEXT, "Where it runs; empty until it does."),
        Column("enhanced_monitoring_seconds", Type.INT, "How often the machine below is measured; 0 for never."),
        Column("performance_insights", Type.BOOL, "Whether Performance Insights are on."),
        Column("ca_certificate", Type.TEXT, "The authority that signed its TLS certificate."),
        *_ALIKE,
        TAGS,
    ),
    ("rds:DescribeDBInstances", "rds:DescribeDBParameters"),
    of="database instance",
)

CLUSTER = subject_table(
    "aws_rds_cluster",
    "Database clusters: Aurora, Multi-AZ clusters, Neptune and DocumentDB.",
    (
        Column("engine_mode", Type.TEXT, "`provisioned`, `serverless` ..."),
        Column("members", Type.INT, "How many instances it has."),
        *_ALIKE,
        TAGS,
    ),
    ("rds:DescribeDBClusters", "rds:DescribeDBClusterParameters"),
    of="database cluster",
)

SNAPSHOT = subject_table(
    "aws_rds_snapshot",
    "Snapshots of databases and of clusters: copies of all their data.",
    (
        Column("of_cluster", Type.BOOL, "Whether it was taken of a cluster."),
        Column("taken_of", Type.TEXT, "The database or cluster of which it was taken."),
        Column("snapshot_type", Type.TEXT, "`manual`, `automated` or `awsbackup`."),
        Column("engine", Type.TEXT, "The engine."),
        Column("status", Type.TEXT, "`available`, `creating` ..."),
        Column("created_at", Type.TIME, "When it was taken; unread while it is being taken."),
        Column("encrypted", Type.BOOL, "Whether it is encrypted at rest."),
        Column("kms_key_arn", Type.TEXT, "The key that encrypts it; empty where it is not encrypted."),
        Column("is_public", Type.BOOL, "Whether every AWS account may restore it."),
        Column("shared_with", Type.TEXTS, "The accounts that may restore it, by number."),
        TAGS,
    ),
    (
        "rds:DescribeDBSnapshots",
        "rds:DescribeDBSnapshotAttributes",
        "rds:DescribeDBClusterSnapshots",
        "rds:DescribeDBClusterSnapshotAttributes",
    ),
    of="snapshot",
)

#: The parameter by which each engine refuses plain text, and the values that mean yes.
_TLS_PARAMETERS = {
    "postgres": "rds.force_ssl",
    "sqlserver": "rds.force_ssl",
    "mysql": "require_secure_transport",
    "docdb": "tls",
    "neptune": "neptune_enforce_ssl",
}
#: AWS keeps a group while it is in use; a simulation may name groups that it does not have.
_NO_GROUP = ("DBParameterGroupNotFound", "DBClusterParameterGroupNotFound")
_YES = frozenset({"1", "on", "true", "enabled", "fips-140-3", "tls1.2+", "tls1.3+"})


def _tls_parameter(engine: str) -> str:
    """Return the engine's parameter; '' for those that say it elsewhere (Oracle's option groups)."""
    engine = engine.replace("mariadb", "mysql")
    return next((parameter for family, parameter in _TLS_PARAMETERS.items() if family in engine), "")


class _Parameters:
    """The parameter groups in use, each read once."""

    def __init__(self, reader: Reader, operation: str, argument: str) -> None:
        self._reader = reader
        self._operation = operation
        self._argument = argument
        self._values: dict[str, dict[str, str] | None] = {}

    def requires_tls(self, group: str, parameter: str) -> bool | None:
        """Whether ``group`` sets ``parameter``; None where there is no such group. Raises UnreadError."""
        if not (group and parameter):
            return False
        if group not in self._values:
            self._values[group] = self._read(group)
        values = self._values[group]
        return None if values is None else values.get(parameter, "").lower() in _YES

    def _read(self, group: str) -> dict[str, str] | None:
        asked: dict[str, Any] = {self._argument: group}
        listed = self._reader.pages("rds", self._operation, "Parameters", gone=_NO_GROUP, **asked)
        try:
            return {
                one["ParameterName"]: one.get("ParameterValue", "")
                for one in listed
                if one["ParameterName"] in _TLS_PARAMETERS.values()
            }
        except GoneError:
            return None


def _made(moment: datetime | None) -> datetime | None:
    """Return when something was made; AWS does not say it yet of what is being made."""
    return utc(moment) if moment else None


def _alike(database: dict[str, Any], parameter_group: str) -> dict[str, object]:
    exports = sorted(database.get("EnabledCloudwatchLogsExports") or ())
    encrypted = bool(database.get("StorageEncrypted", False))
    return {
        "engine": database.get("Engine", ""),
        "engine_version": database.get("EngineVersion", ""),
        "publicly_accessible": bool(database.get("PubliclyAccessible", False)),
        "storage_encrypted": encrypted,
        "kms_key_arn": database.get("KmsKeyId", "") if encrypted else "",
        "multi_az": bool(database.get("MultiAZ", False)),
        "backup_retention_days": database.get("BackupRetentionPeriod", 0),
        "deletion_protection": bool(database.get("DeletionProtection", False)),
        "iam_authentication": bool(database.get("IAMDatabaseAuthenticationEnabled", False)),
        "auto_minor_version_upgrade": bool(database.get("AutoMinorVersionUpgrade", False)),
        "log_exports": exports,
        "exports_logs": bool(exports),
        "copies_tags_to_snapshots": bool(database.get("CopyTagsToSnapshot", False)),
        "parameter_group": parameter_group,
        "tls_parameter": _tls_parameter(database.get("Engine", "")),
        "tags": tags(database.get("TagList")),
    }


def _read_instance(reader: Reader, parameters: _Parameters, database: dict[str, Any]) -> None:
    arn = database["DBInstanceArn"]
    groups = database.get("DBParameterGroups") or [{}]
    cluster = database.get("DBClusterIdentifier", "")
    row: dict[str, object] = {
        **_alike(database, groups[0].get("DBParameterGroupName", "")),
        "arn": arn,
        "name": database["DBInstanceIdentifier"],
        "instance_class": database.get("DBInstanceClass", ""),
        "status": database.get("DBInstanceStatus", ""),
        "cluster_id": cluster,
        "is_cluster_member": bool(cluster),
        "vpc_id": (database.get("DBSubnetGroup") or {}).get("VpcId", ""),
        "availability_zone": database.get("AvailabilityZone", ""),
        "enhanced_monitoring_seconds": database.get("MonitoringInterval", 0),
        "performance_insights": bool(database.get("PerformanceInsightsEnabled", False)),
        "ca_certificate": database.get("CACertificateIdentifier", ""),
        "port": (database.get("Endpoint") or {}).get("Port") or database.get("DbInstancePort", 0),
        "created_at": _made(database.get("InstanceCreateTime")),
    }
    with reader.part(INSTANCE, subject=arn):
        row["requires_tls"] = parameters.requires_tls(str(row["parameter_group"]), str(row["tls_parameter"]))
    reader.rows(INSTANCE, [row])


def _read_cluster(reader: Reader, parameters: _Parameters, cluster: dict[str, Any]) -> None:
    arn = cluster["DBClusterArn"]
    row: dict[str, object] = {
        **_alike(cluster, cluster.get("DBClusterParameterGroup", "")),
        "arn": arn,
        "name": cluster["DBClusterIdentifier"],
        "status": cluster.get("Status", ""),
        "engine_mode": cluster.get("EngineMode", ""),
        "members": len(cluster.get("DBClusterMembers") or ()),
        "port": cluster.get("Port", 0),
        "created_at": _made(cluster.get("ClusterCreateTime")),
    }
    with reader.part(CLUSTER, subject=arn):
        row["requires_tls"] = parameters.requires_tls(str(row["parameter_group"]), str(row["tls_parameter"]))
    reader.rows(CLUSTER, [row])


def _attributes(snapshot: dict[str, Any], ask: Callable[[], list[dict[str, Any]]]) -> dict[str, object]:
    """Return who may restore a snapshot; AWS shares manual ones only, and is asked about no other."""
    accounts: set[str] = set()
    if snapshot.get("SnapshotType") == "manual":
        for attribute in ask():
            if attribute.get("AttributeName") == "restore":
                accounts |= set(attribute.get("AttributeValues") or ())
    return {"is_public": "all" in accounts, "shared_with": sorted(accounts - {"all"})}


def _snapshot_row(snapshot: dict[str, Any]) -> dict[str, object]:
    return {
        "snapshot_type": snapshot.get("SnapshotType", ""),
        "engine": snapshot.get("Engine", ""),
        "status": snapshot.get("Status", ""),
        "created_at": _made(snapshot.get("SnapshotCreateTime")),
        "kms_key_arn": snapshot.get("KmsKeyId", "") if _encrypted(snapshot) else "",
        "encrypted": _encrypted(snapshot),
        "tags": tags(snapshot.get("TagList")),
    }


def _encrypted(snapshot: dict[str, Any]) -> bool:
    return bool(snapshot.get("Encrypted", snapshot.get("StorageEncrypted", False)))


def _read_snapshot(reader: Reader, snapshot: dict[str, Any]) -> None:
    arn, identifier = snapshot["DBSnapshotArn"], snapshot["DBSnapshotIdentifier"]

    def ask() -> list[dict[str, Any]]:
        answer = reader.ask(
            "rds", "describe_db_snapshot_attributes", gone=("DBSnapshotNotFound",), DBSnapshotIdentifier=identifier
        )
        return list(answer["DBSnapshotAttributesResult"].get("DBSnapshotAttributes") or ())

    row = {**_snapshot_row(snapshot), "arn": arn, "name": identifier, "of_cluster": False}
    row["taken_of"] = snapshot.get("DBInstanceIdentifier", "")
    with reader.part(SNAPSHOT, subject=arn):
        row |= _attributes(snapshot, ask)
    reader.rows(SNAPSHOT, [row])


def _read_cluster_snapshot(reader: Reader, snapshot: dict[str, Any]) -> None:
    arn, identifier = snapshot["DBClusterSnapshotArn"], snapshot["DBClusterSnapshotIdentifier"]

    def ask() -> list[dict[str, Any]]:
        answer = reader.ask(
            "rds",
            "describe_db_cluster_snapshot_attributes",
            gone=("DBClusterSnapshotNotFoundFault",),
            DBClusterSnapshotIdentifier=identifier,
        )
        return list(answer["DBClusterSnapshotAttributesResult"].get("DBClusterSnapshotAttributes") or ())

    row = {**_snapshot_row(snapshot), "arn": arn, "name": identifier, "of_cluster": True}
    row["taken_of"] = snapshot.get("DBClusterIdentifier", "")
    with reader.part(SNAPSHOT, subject=arn):
        row |= _attributes(snapshot, ask)
    reader.rows(SNAPSHOT, [row])


def _collect(reader: Reader) -> None:
    with reader.reading(INSTANCE):
        parameters = _Parameters(reader, "describe_db_parameters", "DBParameterGroupName")
        for database in reader.pages("rds", "describe_db_instances", "DBInstances"):
            _read_instance(reader, parameters, database)
    with reader.reading(CLUSTER):
        parameters = _Parameters(reader, "describe_db_cluster_parameters", "DBClusterParameterGroupName")
        for cluster in reader.pages("rds", "describe_db_clusters", "DBClusters"):
            _read_cluster(reader, parameters, cluster)
    with reader.reading(SNAPSHOT):
        snapshots = reader.pages("rds", "describe_db_snapshots", "DBSnapshots")
        reader.each(partial(_read_snapshot, reader), snapshots)
        snapshots = reader.pages("rds", "describe_db_cluster_snapshots", "DBClusterSnapshots")
        reader.each(partial(_read_cluster_snapshot, reader), snapshots)


SERVICE = Service("rds", Scope.REGION, (INSTANCE, CLUSTER, SNAPSHOT), _collect)
