"""RDS's proxies and subscriptions, ECR's registry and Glacier's vaults: each refusal costs only its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from denials import Cost, hold_empty, hold_to_costs

from holdfast.collectors.aws import ecr_registry, glacier, rds_events

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
TAGS = [{"Key": "service", "Value": "Zoë 🚀"}]
TAGGED = frozenset({"tags"})
OPEN = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "glacier:*", "Resource": "*"}]})
RDS: dict[str, Cost] = {
    "rds:DescribeDBProxies": (rds_events.PROXY,),
    "rds:ListTagsForResource": {rds_events.PROXY: TAGGED},
    "rds:DescribeEventSubscriptions": (rds_events.SUBSCRIPTION,),
}
ECR: dict[str, Cost] = {
    "ecr:GetRegistryScanningConfiguration": {
        ecr_registry.REGISTRY: frozenset({"scan_type", "scans_all", "scan_filters"})
    },
    "ecr:GetRegistryPolicy": {ecr_registry.REGISTRY: frozenset({"has_policy"}), ecr_registry.STATEMENT: None},
}
GLACIER: dict[str, Cost] = {
    "glacier:ListVaults": glacier.SERVICE.tables,
    "glacier:ListTagsForVault": {glacier.VAULT: TAGGED},
    "glacier:GetVaultAccessPolicy": {glacier.VAULT: frozenset({"has_policy"}), glacier.STATEMENT: None},
}


def test_proxies_and_subscriptions_are_what_boto3_lists(aws: SimulatedAws) -> None:
    client = aws.seed.client("rds", region_name=REGION)
    ec2 = aws.seed.client("ec2", region_name=REGION)
    vpc = ec2.create_vpc(CidrBlock="10.30.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.30.1.0/24")["Subnet"]["SubnetId"]
    for name, strict in (("strict", True), ("loose", False)):
        client.create_db_proxy(
            DBProxyName=name,
            EngineFamily="POSTGRESQL",
            Auth=[
                {
                    "AuthScheme": "SECRETS",
                    "IAMAuth": "REQUIRED" if strict else "DISABLED",
                    "SecretArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s",
                }
            ],
            RoleArn="arn:aws:iam::123456789012:role/proxy",
            VpcSubnetIds=[subnet],
            RequireTLS=strict,
            DebugLogging=not strict,
            Tags=TAGS,
        )
    client.create_event_subscription(
        SubscriptionName="failures",
        SnsTopicArn="arn:aws:sns:eu-west-1:123456789012:alarms",
        SourceType="db-instance",
        EventCategories=["failure", "maintenance"],
        Enabled=True,
    )
    got = hold_to_costs(aws, rds_events.SERVICE, RDS, gone={"rds:ListTagsForResource": "DBProxyNotFoundFault"})
    listed = client.describe_db_proxies()["DBProxies"]
    assert {row["arn"] for row in got.rows(rds_events.PROXY)} == {proxy["DBProxyArn"] for proxy in listed}
    for name, strict in (("strict", True), ("loose", False)):
        row = got.row(rds_events.PROXY, name=name)
        assert (row["requires_tls"], row["requires_iam"], row["logs_queries"]) == (strict, strict, not strict)
        assert row["tags"] == {"service": "Zoë 🚀"}
    row = got.row(rds_events.SUBSCRIPTION)
    assert (row["name"], row["enabled"], row["source_type"]) == ("failures", True, "db-instance")
    assert (row["categories"], row["tells_of_failures"]) == (["failure", "maintenance"], True)


def test_the_registry_is_what_boto3_says(aws: SimulatedAws) -> None:
    client = aws.seed.client("ecr", region_name=REGION)
    client.put_registry_scanning_configuration(
        scanType="ENHANCED",
        rules=[
            {
                "scanFrequency": "CONTINUOUS_SCAN",
                "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}],
            }
        ],
    )
    statement = {
        "Sid": "copy",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::222222222222:root"},
        "Action": "ecr:ReplicateImage",
        "Resource": "*",
    }
    client.put_registry_policy(policyText=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    got = hold_to_costs(aws, ecr_registry.SERVICE, ECR)
    row = got.row(ecr_registry.REGISTRY)
    assert (row["scan_type"], row["scans_all"], row["scan_filters"]) == ("ENHANCED", True, ["*"])
    assert (row["has_policy"], got.row(ecr_registry.STATEMENT)["principal_account"]) == (True, "222222222222")


def test_vaults_are_what_boto3_lists(aws: SimulatedAws) -> None:
    client = aws.seed.client("glacier", region_name=REGION)
    for name in ("old", "older"):
        client.create_vault(accountId="-", vaultName=name)
    aws.answers["glacier:ListTagsForVault"] = {"Tags": {"service": "archive"}}
    aws.answers["glacier:GetVaultAccessPolicy"] = {"policy": {"Policy": OPEN}}
    gone = {"glacier:ListTagsForVault": "ResourceNotFoundException"}
    got = hold_to_costs(aws, glacier.SERVICE, GLACIER, gone=gone)
    listed = client.list_vaults(accountId="-")["VaultList"]
    assert {row["arn"] for row in got.rows(glacier.VAULT)} == {vault["VaultARN"] for vault in listed}
    assert {row["is_public"] for row in got.rows(glacier.STATEMENT)} == {True}
    aws.deny("glacier:GetVaultAccessPolicy", code="ResourceNotFoundException")
    assert {row["has_policy"] for row in aws.collect([glacier.SERVICE]).rows(glacier.VAULT)} == {False}


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    hold_empty(aws, rds_events.SERVICE)
    hold_empty(aws, glacier.SERVICE)
    hold_empty(aws, ecr_registry.SERVICE, beyond=(ecr_registry.REGISTRY,))
