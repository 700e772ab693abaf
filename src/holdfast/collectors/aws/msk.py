"""MSK: Kafka clusters, who may reach them and how clients sign in. Messages are never read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

CLUSTER = subject_table(
    "aws_msk_cluster",
    "Kafka clusters; serverless ones always speak TLS, sign in by IAM and are not public.",
    (
        Column("status", Type.TEXT, "`ACTIVE`, `CREATING` ..."),
        Column("serverless", Type.BOOL, "Whether AWS runs its brokers unseen."),
        Column("kafka_version", Type.TEXT, "The version of Kafka; empty where serverless."),
        Column("brokers", Type.INT, "How many brokers it has; 0 where serverless."),
        Column("is_public", Type.BOOL, "Whether its brokers have public addresses."),
        Column("client_encryption", Type.TEXT, "What clients may speak: `TLS`, `TLS_PLAINTEXT` or `PLAINTEXT`."),
        Column("requires_tls", Type.BOOL, "Whether clients must speak TLS."),
        Column("encrypted_between_brokers", Type.BOOL, "Whether brokers speak TLS with each other."),
        Column("kms_key_arn", Type.TEXT, "The key that encrypts its disks; empty where not said."),
        Column("lets_anyone_in", Type.BOOL, "Whether clients that do not sign in are let in."),
        Column("signs_in_by_iam", Type.BOOL, "Whether clients may sign in by IAM."),
        Column("signs_in_by_password", Type.BOOL, "Whether clients may sign in by password (SCRAM)."),
        Column("signs_in_by_certificate", Type.BOOL, "Whether clients may sign in by certificate."),
        Column("logs_brokers", Type.BOOL, "Whether the brokers' logs are kept anywhere."),
        Column("monitoring", Type.TEXT, "How closely it is measured, such as `DEFAULT` or `PER_BROKER`."),
        Column("has_policy", Type.BOOL, "Whether it has a policy of its own."),
        TAGS,
    ),
    ("kafka:ListClustersV2", "kafka:GetClusterPolicy"),
    of="cluster",
)

STATEMENT = statement_table(
    "aws_msk_cluster_policy_statement",
    parent=CLUSTER.name,
    subject_column="cluster_arn",
    scope=Scope.REGION,
    calls=("kafka:GetClusterPolicy",),
    description="Clusters' policies: which other accounts may reach them.",
)


def _read_cluster(reader: Reader, cluster: dict[str, Any]) -> None:
    arn = cluster["ClusterArn"]
    row: dict[str, object] = {
        "arn": arn,
        "name": cluster["ClusterName"],
        "status": cluster.get("State", ""),
        "tags": cluster.get("Tags") or {},
        **(_serverless(cluster) if cluster.get("ClusterType") == "SERVERLESS" else _provisioned(cluster)),
    }
    with reader.part(CLUSTER, STATEMENT, subject=arn):
        # AWS says the same of a cluster without a policy and of one that is gone.
        answer = reader.call("kafka", "get_cluster_policy", absent=("NotFoundException",), ClusterArn=arn)
        policy = (answer or {}).get("Policy") or ""
        row["has_policy"] = bool(policy)
        reader.rows(STATEMENT, statement_rows("cluster_arn", arn, policy) if policy else [])
    reader.rows(CLUSTER, [row])


def _on(settings: dict[str, Any], *path: str) -> bool:
    for step in path:
        settings = settings.get(step) or {}
    return bool(settings.get("Enabled", False))


def _serverless(cluster: dict[str, Any]) -> dict[str, object]:
    signing = (cluster.get("Serverless") or {}).get("ClientAuthentication") or {}
    return {
        "serverless": True,
        "kafka_version": "",
        "brokers": 0,
        "is_public": False,
        "client_encryption": "TLS",
        "requires_tls": True,
        "encrypted_between_brokers": True,
        "kms_key_arn": "",
        "lets_anyone_in": False,
        "signs_in_by_iam": _on(signing, "Sasl", "Iam"),
        "signs_in_by_password": False,
        "signs_in_by_certificate": False,
        "logs_brokers": False,
        "monitoring": "",
    }


def _provisioned(cluster: dict[str, Any]) -> dict[str, object]:
    settings = cluster.get("Provisioned") or {}
    nodes = settings.get("BrokerNodeGroupInfo") or {}
    access = ((nodes.get("ConnectivityInfo") or {}).get("PublicAccess") or {}).get("Type")
    encryption = settings.get("EncryptionInfo") or {}
    transit = encryption.get("EncryptionInTransit") or {}
    clients = transit.get("ClientBroker")  # AWS says what it does where nothing was chosen, too
    between = transit.get("InCluster")
    signing = settings.get("ClientAuthentication") or {}
    ways = {
        "signs_in_by_iam": _on(signing, "Sasl", "Iam"),
        "signs_in_by_password": _on(signing, "Sasl", "Scram"),
        "signs_in_by_certificate": _on(signing, "Tls"),
    }
    logs = (settings.get("LoggingInfo") or {}).get("BrokerLogs") or {}
    return {
        "serverless": False,
        "kafka_version": (settings.get("CurrentBrokerSoftwareInfo") or {}).get("KafkaVersion", ""),
        "brokers": settings.get("NumberOfBrokerNodes") or 0,
        "is_public": None if access is None else access != "DISABLED",  # an answer without it does not say
        "client_encryption": clients,
        "requires_tls": None if clients is None else clients == "TLS",
        "encrypted_between_brokers": between,
        "kms_key_arn": (encryption.get("EncryptionAtRest") or {}).get("DataVolumeKMSKeyId") or "",
        # Where some way to sign in is named and none is on, nobody is asked; an answer that names none does not say.
        "lets_anyone_in": _on(signing, "Unauthenticated") or not any(ways.values()) if signing else None,
        **ways,
        "logs_brokers": any(_on(logs, end) for end in ("CloudWatchLogs", "Firehose", "S3")),
        "monitoring": settings.get("EnhancedMonitoring") or "DEFAULT",
    }


def _collect(reader: Reader) -> None:
    with reader.reading(CLUSTER, STATEMENT):
        clusters = reader.pages("kafka", "list_clusters_v2", "ClusterInfoList")
        reader.each(lambda cluster: _read_cluster(reader, cluster), clusters)


SERVICE = Service("msk", Scope.REGION, (CLUSTER, STATEMENT), _collect)
