"""OpenSearch's tables hold what boto3 itself describes; what was refused is unread, and costs nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from denials import hold_empty, hold_to_costs

from holdfast.collectors.aws.opensearch import DOMAIN, SERVICE, STATEMENT

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"


def seed(aws: SimulatedAws) -> Any:
    """Make a guarded domain and five open ones: more than one call describes."""
    client = aws.seed.client("opensearch", region_name=REGION)
    anyone = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "es:*", "Resource": "*"}
    client.create_domain(
        DomainName="guarded",
        EngineVersion="OpenSearch_2.19",
        ClusterConfig={
            "InstanceCount": 3,
            "ZoneAwarenessEnabled": True,
            "DedicatedMasterEnabled": True,
            "DedicatedMasterCount": 3,
        },
        EncryptionAtRestOptions={"Enabled": True, "KmsKeyId": "k"},
        NodeToNodeEncryptionOptions={"Enabled": True},
        DomainEndpointOptions={"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"},
        AdvancedSecurityOptions={"Enabled": True, "InternalUserDatabaseEnabled": False},
        VPCOptions={"SubnetIds": ["subnet-2", "subnet-1"], "SecurityGroupIds": ["sg-1"]},
        LogPublishingOptions={
            "AUDIT_LOGS": {"Enabled": True, "CloudWatchLogsLogGroupArn": "arn:aws:logs:eu-west-1:1:log-group:a"}
        },
        TagList=[{"Key": "service", "Value": "Zoë 🚀"}],
    )
    for number in range(5):
        client.create_domain(DomainName=f"open{number}", AccessPolicies=json.dumps({"Statement": [anyone]}))
    return client


def test_domains_are_what_boto3_describes(aws: SimulatedAws) -> None:
    client = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    names = {one["DomainName"] for one in client.list_domain_names()["DomainNames"]}
    assert {row["name"] for row in got.rows(DOMAIN)} == names
    for name in names:
        told = client.describe_domain(DomainName=name)["DomainStatus"]
        row = got.row(DOMAIN, arn=told["ARN"])
        assert row["engine_version"] == told["EngineVersion"]
        assert row["encrypted_at_rest"] is told["EncryptionAtRestOptions"]["Enabled"]
        assert row["encrypted_between_nodes"] is told["NodeToNodeEncryptionOptions"]["Enabled"]
        assert row["requires_tls"] is told["DomainEndpointOptions"]["EnforceHTTPS"]
        assert row["data_nodes"] == told["ClusterConfig"]["InstanceCount"]
    guarded = got.row(DOMAIN, name="guarded")
    assert (guarded["in_vpc"], guarded["subnet_ids"]) == (True, ["subnet-1", "subnet-2"])
    assert (guarded["log_exports"], guarded["exports_audit_log"]) == (["AUDIT_LOGS"], True)
    assert (guarded["master_nodes"], guarded["zone_aware"], guarded["fine_grained_access"]) == (3, True, True)
    assert (guarded["tags"], guarded["has_policy"]) == ({"service": "Zoë 🚀"}, False)


def test_policies_become_statements(aws: SimulatedAws) -> None:
    seed(aws)
    rows = aws.collect([SERVICE]).rows(STATEMENT)
    assert [row["action"] for row in rows if row["is_public"]] == ["es:*"] * 5


def test_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    seed(aws)
    hold_to_costs(
        aws,
        SERVICE,
        {
            "opensearch:ListDomainNames": SERVICE.tables,
            "opensearch:DescribeDomains": SERVICE.tables,
            "opensearch:ListTags": {DOMAIN: frozenset({"tags"})},
        },
    )


def test_a_domain_that_vanishes_leaves_no_row(aws: SimulatedAws) -> None:
    client = seed(aws)
    aws.deny("opensearch:ListTags", code="ResourceNotFoundException")
    gone = {**client.describe_domain(DomainName="guarded")["DomainStatus"], "Deleted": True}
    aws.answers["opensearch:DescribeDomains"] = {"DomainStatusList": [gone]}
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert got.rows(DOMAIN) == got.rows(STATEMENT) == []


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    hold_empty(aws, SERVICE)
