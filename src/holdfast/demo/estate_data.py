"""Where Papermoon keeps, carries and searches its data: caches, files, streams, backups. Some right, some wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holdfast.demo.estate import Accounts
    from holdfast.demo.simulated_aws import Account

_HOME = "eu-west-1"


def first_stores(accounts: Accounts) -> None:
    """Build what keeps and carries data, as it stood before anybody looked."""
    session = accounts.production
    _caches(session)
    _search(session)
    _files(session)
    _streams(session)
    _work(session)
    _backups(session)


def mend_the_stores(accounts: Accounts) -> None:
    """Encrypt the uploads' stream, and lock the vault that holds the backups."""
    session = accounts.production
    session.client("kinesis", region_name=_HOME).start_stream_encryption(
        StreamName="uploads", EncryptionType="KMS", KeyId="alias/aws/kinesis"
    )
    session.client("backup", region_name=_HOME).put_backup_vault_lock_configuration(
        BackupVaultName="papermoon", MinRetentionDays=30
    )


def _caches(session: Account) -> None:
    caches = session.client("elasticache", region_name=_HOME)
    caches.create_replication_group(
        ReplicationGroupId="sessions",
        ReplicationGroupDescription="who is signed in",
        Engine="redis",
        CacheNodeType="cache.r7g.large",
        NumCacheClusters=2,
        AutomaticFailoverEnabled=True,
        MultiAZEnabled=True,
        AtRestEncryptionEnabled=True,
        TransitEncryptionEnabled=True,
        AuthToken="simulated-only-0123456789",
        SnapshotRetentionLimit=7,
        Tags=_tags("accounts"),
    )
    caches.create_replication_group(  # made for a test, and kept
        ReplicationGroupId="thumbnails",
        ReplicationGroupDescription="thumbnails that were asked for lately",
        Engine="redis",
        CacheNodeType="cache.t4g.medium",
        NumCacheClusters=1,
        Tags=_tags("thumbnails"),
    )


def _search(session: Account) -> None:
    # Everything is right but that nobody records who searched for what.
    session.client("opensearch", region_name=_HOME).create_domain(
        DomainName="albums",
        EngineVersion="OpenSearch_2.19",
        ClusterConfig={"InstanceType": "r7g.large.search", "InstanceCount": 3, "ZoneAwarenessEnabled": True},
        EncryptionAtRestOptions={"Enabled": True},
        NodeToNodeEncryptionOptions={"Enabled": True},
        DomainEndpointOptions={"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"},
        AdvancedSecurityOptions={"Enabled": True, "InternalUserDatabaseEnabled": False},
        VPCOptions={"SubnetIds": ["subnet-search"], "SecurityGroupIds": ["sg-search"]},
        TagList=_tags("search"),
    )


def _files(session: Account) -> None:
    files = session.client("efs", region_name=_HOME)
    files.create_file_system(
        CreationToken="albums-work", Encrypted=True, Backup=True, Tags=[*_tags("albums"), _named("albums-work")]
    )
    files.create_file_system(CreationToken="insights-scratch", Tags=[*_tags("insights"), _named("insights-scratch")])


def _streams(session: Account) -> None:
    streams = session.client("kinesis", region_name=_HOME)
    streams.create_stream(StreamName="uploads", ShardCount=2, Tags={"service": "uploads"})
    role = _role(session, "insights-stream")
    session.client("firehose", region_name=_HOME).create_delivery_stream(
        DeliveryStreamName="clicks",
        ExtendedS3DestinationConfiguration={"RoleARN": role, "BucketARN": "arn:aws:s3:::papermoon-insights"},
        Tags=_tags("insights"),
    )


def _work(session: Account) -> None:
    machines = session.client("stepfunctions", region_name=_HOME)
    role = _role(session, "export-task")
    for name, service, logging in (("export-account", "accounts", {}), ("invoice-run", "billing", {"level": "ERROR"})):
        more: dict[str, Any] = {"loggingConfiguration": logging} if logging else {}
        machines.create_state_machine(
            name=name,
            definition=json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}),
            roleArn=role,
            tags=[{"key": "service", "value": service}],
            **more,
        )
    session.client("events", region_name=_HOME).create_event_bus(Name="orders", Tags=_tags("billing"))


def _backups(session: Account) -> None:
    backups = session.client("backup", region_name=_HOME)
    backups.create_backup_vault(BackupVaultName="papermoon", BackupVaultTags={"service": "platform"})
    backups.create_backup_plan(
        BackupPlan={
            "BackupPlanName": "nightly",
            "Rules": [
                {
                    "RuleName": "daily",
                    "TargetBackupVaultName": "papermoon",
                    "ScheduleExpression": "cron(0 3 * * ? *)",
                    "Lifecycle": {"DeleteAfterDays": 35},
                }
            ],
        }
    )


def _role(session: Account, name: str) -> str:
    account = session.client("sts", region_name=_HOME).get_caller_identity()["Account"]
    return f"arn:aws:iam::{account}:role/{name}"


def _tags(service: str) -> list[dict[str, str]]:
    return [{"Key": "service", "Value": service}]


def _named(name: str) -> dict[str, str]:
    return {"Key": "Name", "Value": name}
