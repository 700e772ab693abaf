"""RDS's tables hold what boto3 itself lists of databases, clusters and snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from regional_estate import REGION, seed_databases

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.rds import CLUSTER, INSTANCE, SERVICE, SNAPSHOT
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws


def tags(item: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in item["TagList"]}


def test_databases_are_what_boto3_lists(aws: SimulatedAws) -> None:
    rds = seed_databases(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    listed = {one["DBInstanceArn"]: one for one in rds.describe_db_instances()["DBInstances"]}
    assert {row["name"] for row in got.rows(INSTANCE)} == {"full", "bare", "albums-1"}
    assert {row["arn"] for row in got.rows(INSTANCE)} == listed.keys()
    for row in got.rows(INSTANCE):
        one = listed[str(row["arn"])]
        assert row["publicly_accessible"] is bool(one.get("PubliclyAccessible", False))
        assert row["storage_encrypted"] is one["StorageEncrypted"]
        assert row["multi_az"] is bool(one["MultiAZ"])
        assert row["backup_retention_days"] == one["BackupRetentionPeriod"]
        assert row["deletion_protection"] is one["DeletionProtection"]
        assert row["iam_authentication"] is one["IAMDatabaseAuthenticationEnabled"]
        assert row["auto_minor_version_upgrade"] is one["AutoMinorVersionUpgrade"]
        assert row["log_exports"] == one["EnabledCloudwatchLogsExports"]
        assert row["copies_tags_to_snapshots"] is bool(one["CopyTagsToSnapshot"])
        assert (row["engine"], row["engine_version"]) == (one["Engine"], one["EngineVersion"])
        assert (row["cluster_id"], row["tags"]) == (one.get("DBClusterIdentifier", ""), tags(one))
        assert row["port"] == one["Endpoint"]["Port"]
        assert row["created_at"] == utc(one["InstanceCreateTime"])
    assert got.row(INSTANCE, name="albums-1")["is_cluster_member"] is True


def test_a_parameter_group_says_whether_plain_text_is_refused(aws: SimulatedAws) -> None:
    seed_databases(aws)
    got = aws.collect([SERVICE])
    full, bare = got.row(INSTANCE, name="full"), got.row(INSTANCE, name="bare")
    assert (full["tls_parameter"], full["requires_tls"]) == ("rds.force_ssl", True)
    assert (bare["tls_parameter"], bare["requires_tls"]) == ("require_secure_transport", False)


@pytest.mark.parametrize(
    ("engine", "parameter"),
    [
        ("postgres", "rds.force_ssl"),
        ("aurora-mysql", "require_secure_transport"),
        ("mariadb", "require_secure_transport"),
        ("sqlserver-se", "rds.force_ssl"),
        ("oracle-se2", ""),
    ],
)
def test_each_engine_has_its_own_parameter_or_none(aws: SimulatedAws, engine: str, parameter: str) -> None:
    from moto.rds.models import rds_backends  # noqa: PLC0415  moto itself cannot make all of the engines

    seed_databases(aws)
    rds_backends["123456789012"][REGION].describe_db_instances("bare")[0].engine = engine
    assert aws.collect([SERVICE]).row(INSTANCE, name="bare")["tls_parameter"] == parameter


def test_each_parameter_group_is_asked_once(aws: SimulatedAws) -> None:
    rds = seed_databases(aws)
    for number in range(3):
        rds.create_db_instance(
            DBInstanceIdentifier=f"more-{number}",
            DBInstanceClass="db.t3.micro",
            Engine="postgres",
            AllocatedStorage=20,
            MasterUsername="u",
            MasterUserPassword="simulated-only",
            DBParameterGroupName="strict",
        )
    aws.collect([SERVICE])
    groups = {one["DBParameterGroups"][0]["DBParameterGroupName"] for one in rds.describe_db_instances()["DBInstances"]}
    assert aws.calls.count("rds:DescribeDBParameters") == len(groups)


def test_clusters_are_what_boto3_lists(aws: SimulatedAws) -> None:
    rds = seed_databases(aws)
    got = aws.collect([SERVICE])
    (one,) = rds.describe_db_clusters()["DBClusters"]
    (row,) = got.rows(CLUSTER)
    assert (row["arn"], row["name"]) == (one["DBClusterArn"], one["DBClusterIdentifier"])
    assert row["storage_encrypted"] is one["StorageEncrypted"] is True
    assert row["kms_key_arn"] == one["KmsKeyId"]
    assert row["deletion_protection"] is one["DeletionProtection"]
    assert row["backup_retention_days"] == one["BackupRetentionPeriod"]
    assert row["multi_az"] is one["MultiAZ"]
    assert row["members"] == len(one["DBClusterMembers"])
    assert row["tags"] == tags(one)
    assert row["created_at"] == utc(one["ClusterCreateTime"])


def test_snapshots_of_databases_and_clusters_are_what_boto3_lists(aws: SimulatedAws) -> None:
    rds = seed_databases(aws)
    got = aws.collect([SERVICE])
    listed = {one["DBSnapshotArn"]: one for one in rds.describe_db_snapshots()["DBSnapshots"]}
    listed |= {one["DBClusterSnapshotArn"]: one for one in rds.describe_db_cluster_snapshots()["DBClusterSnapshots"]}
    assert {row["arn"] for row in got.rows(SNAPSHOT)} == listed.keys()
    for row in got.rows(SNAPSHOT):
        one = listed[str(row["arn"])]
        assert row["encrypted"] is one.get("Encrypted", one.get("StorageEncrypted"))
        assert (row["snapshot_type"], row["tags"]) == (one["SnapshotType"], tags(one))
        assert row["created_at"] == utc(one["SnapshotCreateTime"])
    assert [row["name"] for row in got.rows(SNAPSHOT) if row["is_public"]] == ["public"]
    shared = got.row(SNAPSHOT, name="shared")
    assert (shared["of_cluster"], shared["taken_of"], shared["shared_with"]) == (True, "albums", ["222222222222"])
    assert {"automated", "manual"} <= {row["snapshot_type"] for row in got.rows(SNAPSHOT)}


@pytest.mark.parametrize(
    ("operation", "code", "key", "name"),
    [
        ("DescribeDBSnapshotAttributes", "DBSnapshotNotFound", "DBSnapshotIdentifier", "private"),
        (
            "DescribeDBClusterSnapshotAttributes",
            "DBClusterSnapshotNotFoundFault",
            "DBClusterSnapshotIdentifier",
            "shared",
        ),
    ],
)
def test_a_snapshot_that_is_deleted_meanwhile_has_no_row(
    aws: SimulatedAws, operation: str, code: str, key: str, name: str
) -> None:
    seed_databases(aws)
    aws.deny(f"rds:{operation}", code=code, **{key: name})
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert name not in {row["name"] for row in got.rows(SNAPSHOT)}


def test_an_empty_region_is_read_and_has_no_rows(aws: SimulatedAws) -> None:
    got = aws.collect([SERVICE], regions=("us-west-2",))
    assert [got.rows(table) for table in SERVICE.tables] == [[], [], []]
    assert {got.state(table, "us-west-2") for table in SERVICE.tables} == {State.READ}
