"""Kinesis, Firehose, MSK and MQ: what carries data hold what boto3 says, and a refusal costs only its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from denials import Cost, hold_empty, hold_to_costs

from holdfast.collectors.aws import firehose, kinesis, mq, msk
from holdfast.collectors.aws.dates import utc

if TYPE_CHECKING:
    import pytest
    from simulated_account import SimulatedAws

    from holdfast.facts.tables import Table

REGION = "eu-west-1"
OPEN = json.dumps(
    {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kinesis:GetRecords", "Resource": "*"}]}
)


def _but(table: Table, *spared: str) -> frozenset[str]:
    """Return all columns but those of every row and ``spared``."""
    return frozenset(column.name for column in table) - {"arn", "account_id", "region", "name", *spared}


KINESIS: dict[str, Cost] = {
    "kinesis:ListStreams": kinesis.SERVICE.tables,
    "kinesis:DescribeStreamSummary": {kinesis.STREAM: _but(kinesis.STREAM, "status", "has_policy", "tags")},
    "kinesis:GetResourcePolicy": {kinesis.STREAM: frozenset({"has_policy"}), kinesis.STATEMENT: None},
    "kinesis:ListTagsForStream": {kinesis.STREAM: frozenset({"tags"})},
}
FIREHOSE: dict[str, Cost] = {
    "firehose:ListDeliveryStreams": (firehose.STREAM,),
    "firehose:DescribeDeliveryStream": {firehose.STREAM: _but(firehose.STREAM, "tags")},
    "firehose:ListTagsForDeliveryStream": {firehose.STREAM: frozenset({"tags"})},
}
MSK: dict[str, Cost] = {
    "kafka:ListClustersV2": msk.SERVICE.tables,
    "kafka:GetClusterPolicy": {msk.CLUSTER: frozenset({"has_policy"}), msk.STATEMENT: None},
}
MQ: dict[str, Cost] = {
    "mq:ListBrokers": (mq.BROKER,),
    "mq:DescribeBroker": {mq.BROKER: _but(mq.BROKER, "engine", "status", "deployment", "multi_az")},
}


def test_kinesis_is_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = aws.seed.client("kinesis", region_name=REGION)
    for name in ("full", "bare"):
        client.create_stream(StreamName=name, ShardCount=1)
    arn = client.describe_stream_summary(StreamName="full")["StreamDescriptionSummary"]["StreamARN"]
    client.start_stream_encryption(StreamName="full", EncryptionType="KMS", KeyId="alias/data")
    client.increase_stream_retention_period(StreamName="full", RetentionPeriodHours=168)
    client.put_resource_policy(ResourceARN=arn, Policy=OPEN)
    client.add_tags_to_stream(StreamName="full", Tags={"service": "Zoë 🚀"})
    got = hold_to_costs(aws, kinesis.SERVICE, KINESIS)
    streams = client.list_streams()["StreamSummaries"]
    assert {row["arn"] for row in got.rows(kinesis.STREAM)} == {stream["StreamARN"] for stream in streams}
    for stream in streams:
        told = client.describe_stream_summary(StreamName=stream["StreamName"])["StreamDescriptionSummary"]
        row = got.row(kinesis.STREAM, name=stream["StreamName"])
        assert row["created_at"] == utc(told["StreamCreationTimestamp"])
        assert (row["retention_hours"], row["encrypted"]) == (
            told["RetentionPeriodHours"],
            told["EncryptionType"] == "KMS",
        )
    full, bare = got.row(kinesis.STREAM, name="full"), got.row(kinesis.STREAM, name="bare")
    assert (full["has_policy"], bare["has_policy"]) == (True, False)
    assert (full["tags"], full["kms_key"]) == ({"service": "Zoë 🚀"}, "alias/data")
    assert got.row(kinesis.STATEMENT)["is_public"] is True


def test_a_stream_that_vanishes_leaves_no_row(aws: SimulatedAws) -> None:
    aws.seed.client("kinesis", region_name=REGION).create_stream(StreamName="s", ShardCount=1)
    for call in KINESIS:
        if call != "kinesis:ListStreams":
            aws.deny(call, code="ResourceNotFoundException")
            got = aws.collect([kinesis.SERVICE])
            assert (got.unread(), got.rows(kinesis.STREAM)) == ([], [])
            aws.allow()


def test_firehose_is_what_boto3_says_and_a_denied_call_costs_only_its_own(
    aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firehose, "_PAGE", 5)
    client = aws.seed.client("firehose", region_name=REGION)
    role = "arn:aws:iam::123456789012:role/r"
    to_s3: dict[str, Any] = {"RoleARN": role, "BucketARN": "arn:aws:s3:::logs"}
    for number in range(11):  # more than two pages
        client.create_delivery_stream(DeliveryStreamName=f"bare{number:02}", ExtendedS3DestinationConfiguration=to_s3)
    client.create_delivery_stream(
        DeliveryStreamName="full",
        ExtendedS3DestinationConfiguration={
            **to_s3,
            "CloudWatchLoggingOptions": {"Enabled": True, "LogGroupName": "g", "LogStreamName": "s"},
        },
        Tags=[{"Key": "service", "Value": "albums"}],
    )
    client.start_delivery_stream_encryption(
        DeliveryStreamName="full", DeliveryStreamEncryptionConfigurationInput={"KeyType": "AWS_OWNED_CMK"}
    )
    gone = {call: "ResourceNotFoundException" for call, cost in FIREHOSE.items() if not isinstance(cost, tuple)}
    got = hold_to_costs(aws, firehose.SERVICE, FIREHOSE, gone=gone)
    names = client.list_delivery_streams(Limit=100)["DeliveryStreamNames"]
    assert [row["name"] for row in got.rows(firehose.STREAM)] == sorted(names)
    assert len(names) == 12
    told = client.describe_delivery_stream(DeliveryStreamName="full")["DeliveryStreamDescription"]
    full, bare = got.row(firehose.STREAM, name="full"), got.row(firehose.STREAM, name="bare00")
    assert (full["arn"], full["status"]) == (told["DeliveryStreamARN"], told["DeliveryStreamStatus"])
    assert (full["encrypted"], full["logs_errors"], full["tags"]) == (True, True, {"service": "albums"})
    assert (bare["encrypted"], bare["logs_errors"], bare["tags"]) == (False, False, {})
    assert full["bucket_arns"] == ["arn:aws:s3:::logs"]


def _provisioned(**settings: object) -> dict[str, Any]:
    nodes = {
        "BrokerAZDistribution": "DEFAULT",
        "ClientSubnets": ["subnet-1"],
        "InstanceType": "kafka.m5.large",
        **({"ConnectivityInfo": settings.pop("reached")} if "reached" in settings else {}),
    }
    return {"BrokerNodeGroupInfo": nodes, "KafkaVersion": "3.8.x", "NumberOfBrokerNodes": 3, **settings}


def test_msk_is_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = aws.seed.client("kafka", region_name=REGION)
    client.create_cluster(
        ClusterName="guarded",
        Tags={"service": "Zoë 🚀"},
        **_provisioned(
            reached={"PublicAccess": {"Type": "DISABLED"}},
            EncryptionInfo={
                "EncryptionAtRest": {"DataVolumeKMSKeyId": "arn:aws:kms:eu-west-1:123456789012:key/k"},
                "EncryptionInTransit": {"ClientBroker": "TLS", "InCluster": True},
            },
            ClientAuthentication={"Sasl": {"Iam": {"Enabled": True}}, "Unauthenticated": {"Enabled": False}},
            LoggingInfo={"BrokerLogs": {"CloudWatchLogs": {"Enabled": True, "LogGroup": "g"}}},
        ),
    )
    client.create_cluster(ClusterName="silent", **_provisioned())
    arn = client.create_cluster(
        ClusterName="open",
        **_provisioned(
            reached={"PublicAccess": {"Type": "SERVICE_PROVIDED_EIPS"}},
            EncryptionInfo={"EncryptionInTransit": {"ClientBroker": "TLS_PLAINTEXT", "InCluster": False}},
            ClientAuthentication={"Unauthenticated": {"Enabled": True}},
        ),
    )["ClusterArn"]
    client.create_cluster_v2(
        ClusterName="serverless",
        Serverless={
            "VpcConfigs": [{"SubnetIds": ["subnet-1"]}],
            "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": True}}},
        },
    )
    client.put_cluster_policy(ClusterArn=arn, Policy=OPEN.replace("kinesis:GetRecords", "kafka:*"))
    got = hold_to_costs(aws, msk.SERVICE, MSK)
    clusters = client.list_clusters_v2()["ClusterInfoList"]
    assert {row["arn"] for row in got.rows(msk.CLUSTER)} == {cluster["ClusterArn"] for cluster in clusters}
    guarded, open_one, serverless = (got.row(msk.CLUSTER, name=name) for name in ("guarded", "open", "serverless"))
    assert (guarded["requires_tls"], guarded["lets_anyone_in"], guarded["logs_brokers"]) == (True, False, True)
    assert (guarded["is_public"], guarded["signs_in_by_iam"], guarded["tags"]) == (False, True, {"service": "Zoë 🚀"})
    assert (open_one["requires_tls"], open_one["lets_anyone_in"], open_one["logs_brokers"]) == (False, True, False)
    assert (open_one["is_public"], open_one["encrypted_between_brokers"]) == (True, False)
    assert (serverless["serverless"], serverless["requires_tls"], serverless["is_public"]) == (True, True, False)
    silent = got.row(msk.CLUSTER, name="silent")
    unsaid = ("is_public", "client_encryption", "requires_tls", "encrypted_between_brokers", "lets_anyone_in")
    assert {silent[name] for name in unsaid} == {None}, "nobody has said"
    assert (open_one["has_policy"], got.row(msk.STATEMENT)["cluster_arn"]) == (True, arn)


def test_mq_is_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = aws.seed.client("mq", region_name=REGION)
    for name, mode, good in (("guarded", "ACTIVE_STANDBY_MULTI_AZ", True), ("open", "SINGLE_INSTANCE", False)):
        client.create_broker(
            BrokerName=name,
            DeploymentMode=mode,
            EngineType="ACTIVEMQ",
            EngineVersion="5.18",
            HostInstanceType="mq.t3.micro",
            AutoMinorVersionUpgrade=good,
            PubliclyAccessible=not good,
            Logs={"Audit": good, "General": good},
            Users=[{"Username": "admin", "Password": "simulated-only"}],
            Tags={"service": "Zoë 🚀"},
        )
    got = hold_to_costs(aws, mq.SERVICE, MQ, gone={"mq:DescribeBroker": "NotFoundException"})
    brokers = client.list_brokers()["BrokerSummaries"]
    assert {row["arn"] for row in got.rows(mq.BROKER)} == {broker["BrokerArn"] for broker in brokers}
    for name, good in (("guarded", True), ("open", False)):
        row = got.row(mq.BROKER, name=name)
        said = [row[key] for key in ("multi_az", "auto_minor_version_upgrade", "logs_general", "logs_audit")]
        assert (said, row["publicly_accessible"], row["engine"]) == ([good] * 4, not good, "ACTIVEMQ")
        assert row["tags"] == {"service": "Zoë 🚀"}


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    for service in (kinesis.SERVICE, firehose.SERVICE, msk.SERVICE, mq.SERVICE):
        hold_empty(aws, service)
