"""Databases and what moves data: every setting on, every setting off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compare.inventory.place import HOME

if TYPE_CHECKING:
    from compare.inventory.place import Place

_LOGIN = {"MasterUsername": "compare", "MasterUserPassword": "simulated-only"}


def seed(place: Place) -> None:
    """Make the variants."""
    _instances(place)
    _clusters(place)
    _warehouses(place)
    _jobs(place)
    _caches(place)
    place.client("opensearch").create_domain(
        DomainName="cmp-passwords",
        AdvancedSecurityOptions={"Enabled": True, "InternalUserDatabaseEnabled": True},
        DomainEndpointOptions={"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-0-2019-07"},
    )


def _caches(place: Place) -> None:
    """Tell of the members of replication groups, which AWS lists as clusters and moto does not."""
    caches = place.client("elasticache")
    for group in caches.describe_replication_groups()["ReplicationGroups"]:
        for member in group["MemberClusters"]:
            caches.create_cache_cluster(
                CacheClusterId=member, Engine="redis", CacheNodeType="cache.t3.micro", NumCacheNodes=1
            )
    guarded = place.past("dax", HOME).clusters
    for cluster in guarded.values():  # moto puts all nodes of a cluster in one zone
        if cluster.name == "guarded":
            cluster.nodes[-1].availability_zone = f"{HOME}b"


def _instances(place: Place) -> None:
    rds = place.client("rds")
    plain: dict[str, Any] = {"DBInstanceClass": "db.t3.micro", "AllocatedStorage": 20, "Engine": "postgres", **_LOGIN}
    for name, tidy in (("cmp-tidy", True), ("cmp-untidy", False)):
        rds.create_db_instance(
            DBInstanceIdentifier=name,
            PubliclyAccessible=False,
            StorageEncrypted=tidy,
            MultiAZ=tidy,
            BackupRetentionPeriod=14 if tidy else 0,
            DeletionProtection=tidy,
            AutoMinorVersionUpgrade=tidy,
            CopyTagsToSnapshot=tidy,
            EnableIAMDatabaseAuthentication=tidy,
            EnableCloudwatchLogsExports=["postgresql"] if tidy else [],
            **plain,
        )


def _clusters(place: Place) -> None:
    rds = place.client("rds")
    for name, engine, logs, tidy in (
        ("cmp-aurora", "aurora-postgresql", "postgresql", True),
        ("cmp-aurora-bare", "aurora-postgresql", "", False),
        ("cmp-neptune", "neptune", "audit", True),
        ("cmp-neptune-bare", "neptune", "", False),
    ):
        rds.create_db_cluster(
            DBClusterIdentifier=name,
            Engine=engine,
            StorageEncrypted=tidy,
            DeletionProtection=tidy,
            BackupRetentionPeriod=14 if tidy else 1,
            EnableIAMDatabaseAuthentication=tidy and engine != "neptune",
            CopyTagsToSnapshot=tidy,
            AvailabilityZones=["eu-west-1a", "eu-west-1b", "eu-west-1c"],
            **({"EnableCloudwatchLogsExports": [logs]} if logs else {}),
            **_LOGIN,
        )


def _warehouses(place: Place) -> None:
    redshift = place.client("redshift")
    redshift.create_cluster_parameter_group(
        ParameterGroupName="cmp-tls", ParameterGroupFamily="redshift-1.0", Description="TLS"
    )
    for name, tidy in (("cmp-tidy", True), ("cmp-untidy", False)):
        redshift.create_cluster(
            ClusterIdentifier=name,
            NodeType="ra3.large",
            Encrypted=tidy,
            PubliclyAccessible=False,
            AllowVersionUpgrade=tidy,
            AutomatedSnapshotRetentionPeriod=14 if tidy else 0,
            EnhancedVpcRouting=tidy,
            **_LOGIN,
        )
    # moto takes "no snapshots" for "as usual", one day.
    place.past("redshift", HOME).clusters["cmp-untidy"].automated_snapshot_retention_period = 0
    athena = place.client("athena")
    for name, tidy in (("cmp-tidy", True), ("cmp-untidy", False)):
        results: dict[str, Any] = {"OutputLocation": "s3://cmp-123-full/"}
        results |= {"EncryptionConfiguration": {"EncryptionOption": "SSE_S3"}} if tidy else {}
        athena.create_work_group(
            Name=name, Configuration={"EnforceWorkGroupConfiguration": tidy, "ResultConfiguration": results}
        )


def _jobs(place: Place) -> None:
    glue = place.client("glue")
    key = place.arn("kms", "key/k")
    glue.create_security_configuration(
        Name="cmp-tidy",
        EncryptionConfiguration={
            "S3Encryption": [{"S3EncryptionMode": "SSE-KMS", "KmsKeyArn": key}],
            "CloudWatchEncryption": {"CloudWatchEncryptionMode": "SSE-KMS", "KmsKeyArn": key},
            "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "CSE-KMS", "KmsKeyArn": key},
        },
    )
    glue.create_security_configuration(
        Name="cmp-untidy",
        EncryptionConfiguration={
            "S3Encryption": [{"S3EncryptionMode": "DISABLED"}],
            "CloudWatchEncryption": {"CloudWatchEncryptionMode": "DISABLED"},
            "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "DISABLED"},
        },
    )
    for name in ("cmp-tidy", "cmp-untidy"):
        glue.create_job(
            Name=name,
            Role="glue",
            Command={"Name": "glueetl", "ScriptLocation": "s3://cmp-123-full/job.py"},
            SecurityConfiguration=name,
            DefaultArguments={"--enable-continuous-cloudwatch-log": "true" if name == "cmp-tidy" else "false"},
        )
    for name, tls in (("cmp-tidy", "true"), ("cmp-untidy", "false")):
        glue.create_connection(
            ConnectionInput={
                "Name": name,
                "ConnectionType": "JDBC",
                "ConnectionProperties": {
                    "JDBC_CONNECTION_URL": "jdbc:postgresql://db.example/albums",
                    "JDBC_ENFORCE_SSL": tls,
                },
            }
        )
    _moves(place)


def _moves(place: Place) -> None:
    dms = place.client("dms")
    instances = {}
    for name, tidy in (("cmp-tidy", True), ("cmp-untidy", False)):
        made = dms.create_replication_instance(
            ReplicationInstanceIdentifier=name,
            ReplicationInstanceClass="dms.t3.medium",
            PubliclyAccessible=not tidy,
            AutoMinorVersionUpgrade=tidy,
            MultiAZ=tidy,
            KmsKeyId=place.arn("kms", "key/k"),
        )
        instances[name] = made["ReplicationInstance"]["ReplicationInstanceArn"]
        dms.create_endpoint(
            EndpointIdentifier=name,
            EndpointType="source",
            EngineName="postgres",
            ServerName="db.example",
            Port=5432,
            DatabaseName="albums",
            Username="compare",
            Password="simulated-only",  # noqa: S106  of a simulation
            SslMode="require" if tidy else "none",
        )
