"""Redshift, DMS, Glue, Athena and EMR hold what boto3 says, and a refusal costs only its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from denials import Cost, hold_empty, hold_to_costs

from holdfast.collectors.aws import athena, dms, emr, glue, redshift
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
TAGS = [{"Key": "service", "Value": "Zoë 🚀"}]
TAGGED = frozenset({"tags"})
#: moto has no Redshift Serverless.
SERVERLESS: dict[str, Any] = {
    "redshift-serverless:ListWorkgroups": {
        "workgroups": [
            {
                "workgroupArn": "arn:w",
                "workgroupName": "reports",
                "namespaceName": "reports",
                "publiclyAccessible": True,
                "configParameters": [{"parameterKey": "require_ssl", "parameterValue": "true"}],
            }
        ]
    },
    "redshift-serverless:ListNamespaces": {
        "namespaces": [
            {
                "namespaceArn": "arn:n",
                "namespaceName": "reports",
                "kmsKeyId": "AWS_OWNED_KMS_KEY",
                "logExports": ["userlog", "connectionlog"],
            }
        ]
    },
    "redshift-serverless:ListTagsForResource": {"tags": [{"key": "service", "value": "reports"}]},
}
REDSHIFT: dict[str, Cost] = {
    "redshift:DescribeClusters": (redshift.CLUSTER,),
    "redshift:DescribeClusterParameters": {redshift.CLUSTER: frozenset({"requires_tls"})},
    "redshift:DescribeLoggingStatus": {redshift.CLUSTER: frozenset({"logs_connections", "log_destination"})},
    "redshift:DescribeClusterSnapshots": (redshift.SNAPSHOT,),
    "redshift-serverless:ListWorkgroups": (redshift.WORKGROUP,),
    "redshift-serverless:ListNamespaces": (redshift.NAMESPACE,),
}
DMS: dict[str, Cost] = {
    "dms:DescribeReplicationInstances": (dms.INSTANCE,),
    "dms:DescribeEndpoints": (dms.ENDPOINT,),
    "dms:DescribeReplicationTasks": (dms.TASK,),
}
GLUE: dict[str, Cost] = {
    "glue:GetDataCatalogEncryptionSettings": {glue.CATALOG: frozenset({"encrypts_metadata", "encrypts_passwords"})},
    "glue:GetResourcePolicy": {glue.CATALOG: frozenset({"has_policy"}), glue.STATEMENT: None},
    "glue:GetDatabases": {glue.CATALOG: frozenset({"has_databases"})},
    "glue:GetConnections": (glue.CONNECTION,),
    "glue:GetJobs": (glue.JOB, glue.ARGUMENT),
    "glue:GetSecurityConfigurations": (glue.CONFIGURATION,),
}
SETTINGS = {"enabled", "output_location", "encrypts_results", "kms_key", "enforces_settings", "publishes_metrics"}
ATHENA: dict[str, Cost] = {
    "athena:ListWorkGroups": (athena.WORKGROUP,),
    "athena:GetWorkGroup": {athena.WORKGROUP: frozenset(SETTINGS)},
    "athena:ListQueryExecutions": {athena.WORKGROUP: frozenset({"used"})},
    "athena:ListTagsForResource": {athena.WORKGROUP: TAGGED},
}
ENCRYPTS = frozenset({"encrypts_at_rest", "encrypts_in_transit"})
EMR: dict[str, Cost] = {
    "emr:GetBlockPublicAccessConfiguration": (emr.SETTINGS,),
    "emr:ListClusters": (emr.CLUSTER,),
    "emr:DescribeCluster": {
        emr.CLUSTER: frozenset(column.name for column in emr.CLUSTER)
        - {"arn", "name", "account_id", "region", "status"}
    },
    "emr:DescribeSecurityConfiguration": {emr.CLUSTER: ENCRYPTS},
}


def test_redshift_is_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = aws.seed.client("redshift", region_name=REGION)
    plain = {"NodeType": "ra3.large", "MasterUsername": "u", "MasterUserPassword": "Simulated-only-1"}
    client.create_cluster_parameter_group(
        ParameterGroupName="strict", ParameterGroupFamily="redshift-1.0", Description="TLS"
    )
    client.create_cluster(
        ClusterIdentifier="guarded",
        Encrypted=True,
        KmsKeyId="k",
        PubliclyAccessible=False,
        AutomatedSnapshotRetentionPeriod=7,
        EnhancedVpcRouting=True,
        ClusterParameterGroupName="strict",
        Tags=TAGS,
        **plain,
    )
    client.create_cluster(ClusterIdentifier="open", PubliclyAccessible=True, **plain)
    client.enable_logging(ClusterIdentifier="guarded", LogDestinationType="s3", BucketName="logs", S3KeyPrefix="r/")
    client.create_cluster_snapshot(SnapshotIdentifier="by-hand", ClusterIdentifier="guarded", Tags=TAGS)
    aws.answers["redshift:DescribeLoggingStatus"] = {"LoggingEnabled": True, "BucketName": "logs"}
    aws.answers["redshift-serverless:ListWorkgroups"] = aws.answers["redshift-serverless:ListNamespaces"] = {}
    gone = {"redshift:DescribeLoggingStatus": "ClusterNotFound"}
    got = hold_to_costs(aws, redshift.SERVICE, REDSHIFT, gone=gone)
    clusters = client.describe_clusters()["Clusters"]
    assert {row["name"] for row in got.rows(redshift.CLUSTER)} == {one["ClusterIdentifier"] for one in clusters}
    for cluster in clusters:
        row = got.row(redshift.CLUSTER, name=cluster["ClusterIdentifier"])
        assert (row["encrypted"], row["publicly_accessible"]) == (cluster["Encrypted"], cluster["PubliclyAccessible"])
        assert row["snapshot_retention_days"] == cluster["AutomatedSnapshotRetentionPeriod"]
        assert row["auto_version_upgrade"] is cluster["AllowVersionUpgrade"]
        assert row["enhanced_vpc_routing"] is cluster["EnhancedVpcRouting"]
    guarded = got.row(redshift.CLUSTER, name="guarded")
    assert (guarded["logs_connections"], guarded["log_destination"]) == (True, "logs")
    assert (guarded["parameter_group"], guarded["tags"]) == ("strict", {"service": "Zoë 🚀"})
    snapshots = client.describe_cluster_snapshots(SnapshotType="manual")["Snapshots"]
    assert {row["name"] for row in got.rows(redshift.SNAPSHOT)} == {one["SnapshotIdentifier"] for one in snapshots}


@pytest.mark.parametrize(("value", "required"), [("true", True), ("false", False)])
def test_a_parameter_group_says_whether_tls_is_required(aws: SimulatedAws, value: str, required: bool) -> None:  # noqa: FBT001  a case
    aws.seed.client("redshift", region_name=REGION).create_cluster(
        ClusterIdentifier="c", NodeType="ra3.large", MasterUsername="u", MasterUserPassword="Simulated-only-1"
    )
    aws.answers["redshift:DescribeClusterParameters"] = {
        "Parameters": [{"ParameterName": "require_ssl", "ParameterValue": value}]
    }
    assert aws.collect([redshift.SERVICE]).row(redshift.CLUSTER)["requires_tls"] is required


def test_redshift_serverless_is_read_where_it_is_offered(aws: SimulatedAws) -> None:
    got = aws.collect([redshift.SERVICE])
    assert (got.unread(), got.state(redshift.WORKGROUP, REGION)) == ([], State.OFF)
    aws.answers.update(SERVERLESS)
    got = aws.collect([redshift.SERVICE])
    group, space = got.row(redshift.WORKGROUP), got.row(redshift.NAMESPACE)
    assert (group["publicly_accessible"], group["requires_tls"], group["namespace"]) == (True, True, "reports")
    assert (space["kms_key"], space["logs_connections"]) == ("", True)
    assert group["tags"] == space["tags"] == {"service": "reports"}
    aws.deny("redshift-serverless:ListTagsForResource")
    assert aws.collect([redshift.SERVICE]).row(redshift.WORKGROUP) == {**group, "tags": None}


def test_dms_is_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = aws.seed.client("dms", region_name=REGION)
    instance = client.create_replication_instance(
        ReplicationInstanceIdentifier="mover",
        ReplicationInstanceClass="dms.t3.micro",
        PubliclyAccessible=True,
        MultiAZ=False,
        AutoMinorVersionUpgrade=True,
        Tags=TAGS,
    )["ReplicationInstance"]["ReplicationInstanceArn"]
    ends = [
        client.create_endpoint(EndpointIdentifier=name, EndpointType=kind, EngineName=engine, Tags=TAGS, **more)[
            "Endpoint"
        ]["EndpointArn"]
        for name, kind, engine, more in (
            ("old", "source", "postgres", {"SslMode": "none"}),
            ("new", "target", "mysql", {"SslMode": "verify-full"}),
            ("lake", "target", "s3", {}),
        )
    ]
    client.create_replication_task(
        ReplicationTaskIdentifier="move",
        SourceEndpointArn=ends[0],
        TargetEndpointArn=ends[1],
        ReplicationInstanceArn=instance,
        MigrationType="full-load",
        TableMappings="{}",
        ReplicationTaskSettings=json.dumps({"Logging": {"EnableLogging": True}}),
        Tags=TAGS,
    )
    aws.answers["dms:ListTagsForResource"] = {"TagList": TAGS}
    got = aws.collect([dms.SERVICE])
    assert got.unread() == []
    assert got.row(dms.INSTANCE)["arn"] == instance
    assert (got.row(dms.INSTANCE)["publicly_accessible"], got.row(dms.INSTANCE)["multi_az"]) == (True, False)
    listed = client.describe_endpoints()["Endpoints"]
    assert {row["arn"] for row in got.rows(dms.ENDPOINT)} == {one["EndpointArn"] for one in listed}
    said = {row["name"]: (row["encrypted_in_transit"], row["knows_ssl_mode"]) for row in got.rows(dms.ENDPOINT)}
    assert said == {"old": (False, True), "new": (True, True), "lake": (True, False)}
    task = got.row(dms.TASK)
    assert (task["name"], task["logs"], task["source_arn"], task["tags"]) == (
        "move",
        True,
        ends[0],
        {"service": "Zoë 🚀"},
    )
    for call, tables in DMS.items():
        aws.deny(call, code="AccessDeniedFault")
        refused = aws.collect([dms.SERVICE])
        for table in dms.SERVICE.tables:
            assert refused.rows(table) == ([] if table in tables else got.rows(table))
        assert {line[0] for line in refused.unread()} == {table.name for table in tables}
        aws.refusals.clear()
    aws.deny("dms:ListTagsForResource", code="AccessDeniedFault")
    refused = aws.collect([dms.SERVICE])
    for table in dms.SERVICE.tables:
        assert refused.rows(table) == [{**row, "tags": None} for row in got.rows(table)]
    aws.allow()
    aws.deny("dms:ListTagsForResource", code="ResourceNotFoundFault")
    assert aws.collect([dms.SERVICE]).rows(dms.ENDPOINT) == []


@pytest.mark.parametrize(
    ("settings", "encrypted", "asks"),
    [
        (
            {"EngineName": "redis", "RedisSettings": {"SslSecurityProtocol": "plaintext", "AuthType": "none"}},
            False,
            False,
        ),
        ({"EngineName": "redis", "RedisSettings": {"AuthType": "auth-token"}}, True, True),
        ({"EngineName": "mongodb", "SslMode": "none", "MongoDbSettings": {"AuthType": "no"}}, False, False),
        ({"EngineName": "mongodb", "SslMode": "require", "MongoDbSettings": {"AuthType": "password"}}, True, True),
        ({"EngineName": "neptune", "NeptuneSettings": {"IamAuthEnabled": False}}, True, False),
        ({"EngineName": "kafka"}, False, True),
        ({"EngineName": "kafka", "KafkaSettings": {"SecurityProtocol": "sasl-ssl"}}, True, True),
        ({"EngineName": "opensearch", "ElasticsearchSettings": {"EndpointUri": "http://x"}}, False, True),
        ({"EngineName": "opensearch", "ElasticsearchSettings": {"EndpointUri": "x"}}, True, True),
        ({"EngineName": "aurora-serverless"}, False, True),
    ],
)
def test_an_endpoint_is_judged_by_what_its_engine_says(
    aws: SimulatedAws,
    settings: dict[str, Any],
    encrypted: bool,  # noqa: FBT001  a case
    asks: bool,  # noqa: FBT001  a case
) -> None:
    aws.answers["dms:DescribeEndpoints"] = {
        "Endpoints": [{"EndpointArn": "arn:e", "EndpointIdentifier": "e", "EndpointType": "TARGET", **settings}]
    }
    aws.answers["dms:ListTagsForResource"] = {"TagList": []}
    row = aws.collect([dms.SERVICE]).row(dms.ENDPOINT)
    assert (row["encrypted_in_transit"], row["asks_who"]) == (encrypted, asks)


def seed_glue(aws: SimulatedAws, *, connections: bool = True) -> Any:
    """Make an open catalog, connections, jobs and a security configuration."""
    client = aws.seed.client("glue", region_name=REGION)
    client.create_database(DatabaseInput={"Name": "lake"})
    anyone = {"Effect": "Allow", "Principal": "*", "Action": "glue:*", "Resource": "*"}
    client.put_resource_policy(PolicyInJson=json.dumps({"Version": "2012-10-17", "Statement": [anyone]}))
    for name, kind, properties in (
        ("plain", "JDBC", {"JDBC_CONNECTION_URL": "jdbc:x", "USERNAME": "u", "PASSWORD": "not-for-keeping"}),
        ("strict", "JDBC", {"JDBC_CONNECTION_URL": "jdbc:x", "JDBC_ENFORCE_SSL": "true", "SECRET_ID": "s"}),
        ("bus", "KAFKA", {"KAFKA_BOOTSTRAP_SERVERS": "b"}),
    )[: 3 if connections else 0]:
        client.create_connection(
            ConnectionInput={"Name": name, "ConnectionType": kind, "ConnectionProperties": properties},
            Tags={"service": "lake"},
        )
    client.create_job(
        Name="nightly",
        Role="glue",
        Command={"Name": "glueetl"},
        SecurityConfiguration="strict",
        DefaultArguments={"--db_password": "not-for-keeping", "--enable-continuous-cloudwatch-log": "true"},
        Tags={"service": "Zoë 🚀"},
    )
    client.create_security_configuration(
        Name="strict",
        EncryptionConfiguration={
            "S3Encryption": [{"S3EncryptionMode": "SSE-KMS"}],
            "CloudWatchEncryption": {"CloudWatchEncryptionMode": "SSE-KMS"},
            "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "DISABLED"},
        },
    )
    return client


def test_glue_is_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = seed_glue(aws)
    got = aws.collect([glue.SERVICE])
    assert got.unread() == []
    catalog = got.row(glue.CATALOG)
    assert (catalog["encrypts_metadata"], catalog["encrypts_passwords"]) == (False, False)
    assert (catalog["has_policy"], catalog["has_databases"]) == (True, True)
    assert got.row(glue.STATEMENT)["is_public"] is True
    names = {one["Name"] for one in client.get_connections()["ConnectionList"]}
    assert {row["name"] for row in got.rows(glue.CONNECTION)} == names
    assert {row["name"]: row["uses_secret"] for row in got.rows(glue.CONNECTION)} == {
        "plain": False,
        "strict": True,
        "bus": False,
    }
    job = got.row(glue.JOB)
    assert (job["name"], job["security_configuration"], job["logs_continuously"]) == ("nightly", "strict", True)
    assert job["tags"] == {"service": "Zoë 🚀"}
    assert [row["name"] for row in got.rows(glue.ARGUMENT)] == ["--db_password", "--enable-continuous-cloudwatch-log"]
    strict = got.row(glue.CONFIGURATION)
    assert (strict["encrypts_s3"], strict["encrypts_logs"], strict["encrypts_bookmarks"]) == (True, True, False)
    assert "not-for-keeping" not in str(got.tables)


@pytest.mark.parametrize(
    ("kind", "properties", "requires", "can"),
    [
        ("JDBC", {}, False, True),
        ("JDBC", {"JDBC_ENFORCE_SSL": "true"}, True, True),
        ("KAFKA", {}, True, True),
        ("KAFKA", {"KAFKA_SSL_ENABLED": "false"}, False, True),
        ("NETWORK", {}, False, False),
    ],
)
def test_a_connection_requires_tls_as_its_kind_says(
    aws: SimulatedAws,
    kind: str,
    properties: dict[str, str],
    requires: bool,  # noqa: FBT001  a case
    can: bool,  # noqa: FBT001  a case
) -> None:
    connection = {"Name": "c", "ConnectionType": kind, "ConnectionProperties": properties}
    aws.answers["glue:GetConnections"] = {"ConnectionList": [connection]}  # moto does not say the kind
    aws.answers["glue:GetTags"] = {"Tags": {}}
    row = aws.collect([glue.SERVICE]).row(glue.CONNECTION)
    assert (row["requires_tls"], row["can_require_tls"]) == (requires, can)


def test_a_denied_call_of_glue_costs_only_its_own(aws: SimulatedAws) -> None:
    seed_glue(aws, connections=False)
    costs: dict[str, Cost] = {**GLUE, "glue:GetTags": {glue.JOB: TAGGED}}
    hold_to_costs(aws, glue.SERVICE, costs)


def test_athena_is_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = aws.seed.client("athena", region_name=REGION)
    client.create_work_group(
        Name="people",
        Configuration={
            "EnforceWorkGroupConfiguration": True,
            "PublishCloudWatchMetricsEnabled": True,
            "ResultConfiguration": {
                "OutputLocation": "s3://results/",
                "EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": "k"},
            },
        },
        Tags=TAGS,
    )
    client.start_query_execution(QueryString="SELECT 1", WorkGroup="people")
    gone = {"athena:ListTagsForResource": "ResourceNotFoundException"}
    got = hold_to_costs(aws, athena.SERVICE, ATHENA, gone=gone)
    names = {group["Name"] for group in client.list_work_groups()["WorkGroups"]}
    assert {row["name"] for row in got.rows(athena.WORKGROUP)} == names == {"people", "primary"}
    people = got.row(athena.WORKGROUP, name="people")
    assert (people["encrypts_results"], people["kms_key"], people["enforces_settings"]) == (True, "k", True)
    assert (people["enabled"], people["tags"]) == (True, {"service": "Zoë 🚀"})
    assert got.row(athena.WORKGROUP, name="primary")["encrypts_results"] is False


def test_emr_is_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = aws.seed.client("emr", region_name=REGION)
    settings = {"EncryptionConfiguration": {"EnableAtRestEncryption": True, "EnableInTransitEncryption": False}}
    client.create_security_configuration(Name="strict", SecurityConfiguration=json.dumps(settings))
    client.put_block_public_access_configuration(
        BlockPublicAccessConfiguration={
            "BlockPublicSecurityGroupRules": True,
            "PermittedPublicSecurityGroupRuleRanges": [
                {"MinRange": 22, "MaxRange": 22},
                {"MinRange": 8000, "MaxRange": 8010},
            ],
        }
    )
    for more in ({"SecurityConfiguration": "strict", "LogUri": "s3://logs/"}, {}):
        client.run_job_flow(
            Name="guarded" if more else "bare",
            ReleaseLabel="emr-7.9.0",
            Instances={
                "MasterInstanceType": "m5.xlarge",
                "SlaveInstanceType": "m5.xlarge",
                "InstanceCount": 2,
                "KeepJobFlowAliveWhenNoSteps": True,
            },
            JobFlowRole="r",
            ServiceRole="s",
            Tags=TAGS,
            **more,
        )
    whole = aws.collect([emr.SERVICE])
    guarded, bare = whole.row(emr.CLUSTER, name="guarded"), whole.row(emr.CLUSTER, name="bare")
    got = hold_to_costs(aws, emr.SERVICE, EMR, of={"emr:DescribeSecurityConfiguration": {guarded["arn"]}})
    assert {row["arn"] for row in got.rows(emr.CLUSTER)} == {
        cluster["ClusterArn"] for cluster in client.list_clusters()["Clusters"]
    }
    assert (guarded["encrypts_at_rest"], guarded["encrypts_in_transit"]) == (True, False)
    assert (bare["encrypts_at_rest"], bare["log_location"], bare["tags"]) == (False, "", {"service": "Zoë 🚀"})
    row = got.row(emr.SETTINGS)
    assert (row["blocks_public_access"], row["permitted_ports"]) == (True, ["22", "8000-8010"])


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    hold_empty(aws, redshift.SERVICE)
    hold_empty(aws, dms.SERVICE)
    hold_empty(aws, glue.SERVICE, beyond=(glue.CATALOG,))
    hold_empty(aws, athena.SERVICE, beyond=(athena.WORKGROUP,))
    hold_empty(aws, emr.SERVICE, beyond=(emr.SETTINGS,))
    assert aws.collect([emr.SERVICE]).row(emr.SETTINGS)["blocks_public_access"] is None
