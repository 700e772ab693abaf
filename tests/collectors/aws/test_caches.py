"""ElastiCache, MemoryDB and DAX: caches and who may sign in to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denials import Cost, hold_empty, hold_to_costs

from holdfast.collectors.aws import dax, elasticache, memorydb
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
TAGS = [{"Key": "service", "Value": "Zoë 🚀"}]
SERVERLESS_ARN = f"arn:aws:elasticache:{REGION}:123456789012:serverlesscache:feed"
#: moto has no serverless caches.
SERVERLESS: dict[str, Any] = {
    "ServerlessCaches": [
        {
            "ServerlessCacheName": "feed",
            "ARN": SERVERLESS_ARN,
            "Engine": "valkey",
            "Status": "available",
            "UserGroupId": "people",
            "SnapshotRetentionLimit": 3,
        }
    ]
}
TAGGED = frozenset({"tags"})
ELASTICACHE: dict[str, Cost] = {
    "elasticache:DescribeReplicationGroups": (elasticache.GROUP,),
    "elasticache:DescribeCacheClusters": (elasticache.CLUSTER,),
    "elasticache:DescribeServerlessCaches": (elasticache.SERVERLESS,),
    "elasticache:DescribeUsers": (elasticache.USER,),
}


def seed_elasticache(aws: SimulatedAws) -> Any:
    """Make a guarded and an open group, a Memcached cluster, and users."""
    client = aws.seed.client("elasticache", region_name=REGION)
    client.create_replication_group(
        ReplicationGroupId="guarded",
        ReplicationGroupDescription="sessions",
        Engine="redis",
        AtRestEncryptionEnabled=True,
        TransitEncryptionEnabled=True,
        AuthToken="simulated-only-0123456789",
        AutomaticFailoverEnabled=True,
        MultiAZEnabled=True,
        NumCacheClusters=2,
        SnapshotRetentionLimit=7,
        KmsKeyId="arn:aws:kms:eu-west-1:123456789012:key/k",
        Tags=TAGS,
    )
    client.create_replication_group(ReplicationGroupId="open", ReplicationGroupDescription="feed")
    client.create_cache_cluster(
        CacheClusterId="pages", Engine="memcached", CacheNodeType="cache.t4g.small", NumCacheNodes=2, Tags=TAGS
    )
    client.create_user(
        UserId="worker", UserName="worker", Engine="redis", AccessString="on ~jobs:* +@read", NoPasswordRequired=True
    )
    return client


def seed_memorydb(aws: SimulatedAws) -> Any:
    """Make a guarded and an open cluster."""
    client = aws.seed.client("memorydb", region_name=REGION)
    client.create_cluster(
        ClusterName="guarded", NodeType="db.t4g.small", ACLName="people", SnapshotRetentionLimit=7, Tags=TAGS
    )
    client.create_cluster(ClusterName="open", NodeType="db.t4g.small", ACLName="open-access", TLSEnabled=False)
    return client


def seed_dax(aws: SimulatedAws) -> Any:
    """Make a guarded and an open cluster."""
    client = aws.seed.client("dax", region_name=REGION)
    plain = {"NodeType": "dax.t3.small", "ReplicationFactor": 2, "IamRoleArn": "arn:aws:iam::123456789012:role/dax"}
    client.create_cluster(ClusterName="open", **plain)
    client.create_cluster(
        ClusterName="guarded",
        SSESpecification={"Enabled": True},
        ClusterEndpointEncryptionType="TLS",
        Tags=TAGS,
        **plain,
    )
    for _ in range(4):  # moto makes a cluster available, and says of its nodes, only after it was asked a few times
        client.describe_clusters()
    return client


def test_elasticache_is_what_boto3_lists(aws: SimulatedAws) -> None:
    client = seed_elasticache(aws)
    aws.answers["elasticache:DescribeServerlessCaches"] = SERVERLESS
    aws.answers["elasticache:ListTagsForResource"] = {"TagList": TAGS}
    got = aws.collect([elasticache.SERVICE])
    assert got.unread() == []
    groups = client.describe_replication_groups()["ReplicationGroups"]
    assert {row["arn"] for row in got.rows(elasticache.GROUP)} == {group["ARN"] for group in groups}
    for group in groups:
        row = got.row(elasticache.GROUP, arn=group["ARN"])
        assert row["encrypted_at_rest"] is group["AtRestEncryptionEnabled"]
        assert row["encrypted_in_transit"] is row["requires_tls"] is group["TransitEncryptionEnabled"]
        assert row["has_auth_token"] is row["asks_who"] is group["AuthTokenEnabled"]
        assert row["multi_az"] is (group["MultiAZ"] == "enabled")
        assert row["automatic_failover"] is (group["AutomaticFailover"] == "enabled")
        assert row["snapshot_retention_days"] == group.get("SnapshotRetentionLimit", 0)
        assert row["members"] == sorted(group["MemberClusters"])
        assert row["tags"] == {"service": "Zoë 🚀"}
    clusters = client.describe_cache_clusters()["CacheClusters"]
    assert {row["arn"] for row in got.rows(elasticache.CLUSTER)} == {cluster["ARN"] for cluster in clusters}
    pages = got.row(elasticache.CLUSTER, name="pages")
    assert (pages["engine"], pages["nodes"], pages["is_group_member"]) == ("memcached", 2, False)
    users = client.describe_users()["Users"]
    assert {row["arn"] for row in got.rows(elasticache.USER)} == {user["ARN"] for user in users}
    worker = got.row(elasticache.USER, name="worker")
    assert (worker["authentication"], worker["allows_all_commands"], worker["in_group"]) == (
        "no-password",
        False,
        False,
    )
    assert got.row(elasticache.USER, name="default")["allows_all_commands"] is True
    feed = got.row(elasticache.SERVERLESS)
    assert (feed["name"], feed["asks_who"], feed["user_group"]) == ("feed", True, "people")


def test_a_denied_call_of_elasticache_costs_only_its_own(aws: SimulatedAws) -> None:
    aws.answers["elasticache:ListTagsForResource"] = {"TagList": TAGS}
    aws.answers["elasticache:DescribeServerlessCaches"] = SERVERLESS
    hold_to_costs(
        aws,
        elasticache.SERVICE,
        {**ELASTICACHE, "elasticache:ListTagsForResource": {elasticache.SERVERLESS: TAGGED}},
        gone={"elasticache:ListTagsForResource": "ServerlessCacheNotFoundFault"},
    )


def test_a_group_that_vanishes_leaves_no_row(aws: SimulatedAws) -> None:
    seed_elasticache(aws)
    aws.deny("elasticache:ListTagsForResource", code="ReplicationGroupNotFoundFault")
    got = aws.collect([elasticache.SERVICE])
    assert got.unread() == []
    assert got.rows(elasticache.GROUP) == []


def test_a_cache_that_may_take_plain_text_does_not_require_tls(aws: SimulatedAws) -> None:
    group = {"ReplicationGroupId": "g", "ARN": "arn:g", "TransitEncryptionEnabled": True}
    for mode, required in (("preferred", False), ("required", True), ("", True)):
        aws.answers["elasticache:DescribeReplicationGroups"] = {
            "ReplicationGroups": [{**group, "TransitEncryptionMode": mode, "UserGroupIds": ["people"]}]
        }
        row = aws.collect([elasticache.SERVICE]).row(elasticache.GROUP)
        assert (row["encrypted_in_transit"], row["requires_tls"], row["asks_who"]) == (True, required, True), mode


def test_memorydb_is_what_boto3_lists_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = seed_memorydb(aws)
    costs: dict[str, Cost] = {
        "memorydb:DescribeClusters": (memorydb.CLUSTER,),
        "memorydb:ListTags": {memorydb.CLUSTER: TAGGED},
    }
    got = hold_to_costs(aws, memorydb.SERVICE, costs, gone={"memorydb:ListTags": "ClusterNotFoundFault"})
    clusters = client.describe_clusters()["Clusters"]
    assert {row["arn"] for row in got.rows(memorydb.CLUSTER)} == {cluster["ARN"] for cluster in clusters}
    for cluster in clusters:
        row = got.row(memorydb.CLUSTER, arn=cluster["ARN"])
        assert (row["name"], row["acl"]) == (cluster["Name"], cluster["ACLName"])
        assert row["encrypted_in_transit"] is cluster["TLSEnabled"]
        assert row["asks_who"] is (cluster["ACLName"] == "people")
        assert row["snapshot_retention_days"] == cluster.get("SnapshotRetentionLimit", 0)
    assert got.row(memorydb.CLUSTER, name="guarded")["tags"] == {"service": "Zoë 🚀"}


def test_dax_is_what_boto3_lists_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = seed_dax(aws)
    costs: dict[str, Cost] = {"dax:DescribeClusters": (dax.CLUSTER,), "dax:ListTags": {dax.CLUSTER: TAGGED}}
    got = hold_to_costs(aws, dax.SERVICE, costs, gone={"dax:ListTags": "ClusterNotFoundFault"})
    assert {row["arn"] for row in got.rows(dax.CLUSTER)} == {
        cluster["ClusterArn"] for cluster in client.describe_clusters()["Clusters"]
    }
    guarded, plain_one = got.row(dax.CLUSTER, name="guarded"), got.row(dax.CLUSTER, name="open")
    assert (guarded["encrypted_at_rest"], guarded["encrypted_in_transit"]) == (True, True)
    assert (plain_one["encrypted_at_rest"], plain_one["encrypted_in_transit"]) == (False, False)
    assert (guarded["tags"], guarded["nodes"]) == ({"service": "Zoë 🚀"}, 2)


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    for service in (memorydb.SERVICE, dax.SERVICE):
        hold_empty(aws, service)
    hold_empty(aws, elasticache.SERVICE, beyond=(elasticache.USER,))
    got = aws.collect([elasticache.SERVICE])
    assert got.state(elasticache.SERVERLESS, REGION) is State.OFF
