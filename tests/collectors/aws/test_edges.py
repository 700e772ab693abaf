"""AppSync, Elastic Beanstalk, Network Firewall and Shield are what boto3 tells; refused calls cost their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refusals import Refusals

from holdfast.collectors.aws.appsync import GRAPHQL_API
from holdfast.collectors.aws.appsync import SERVICE as APPSYNC
from holdfast.collectors.aws.elasticbeanstalk import ENVIRONMENT
from holdfast.collectors.aws.elasticbeanstalk import SERVICE as BEANSTALK
from holdfast.collectors.aws.networkfirewall import FIREWALL
from holdfast.collectors.aws.networkfirewall import SERVICE as NETWORK_FIREWALL
from holdfast.collectors.aws.shield import PROTECTION, SUBSCRIPTION
from holdfast.collectors.aws.shield import SERVICE as SHIELD

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
TAGS = [{"Key": "service", "Value": "Zoë 🚀"}]
SETTINGS = "elasticbeanstalk:DescribeConfigurationSettings"
ZONE = "arn:aws:route53:::hostedzone/Z1"
POLICY = "network-firewall:DescribeFirewallPolicy"


def seed_apis(aws: SimulatedAws) -> Any:
    """Make an API that takes a key, and one that does not; return the client."""
    client = aws.seed.client("appsync", region_name=REGION)
    client.create_graphql_api(name="open", authenticationType="API_KEY", tags={"service": "Zoë 🚀"})
    client.create_graphql_api(
        name="good",
        authenticationType="AWS_IAM",
        logConfig={"fieldLogLevel": "ERROR", "cloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/logs"},
        xrayEnabled=True,
    )
    return client


def test_graphql_apis_are_what_boto3_lists(aws: SimulatedAws) -> None:
    client = seed_apis(aws)
    whole = Refusals(APPSYNC, lists={"appsync:ListGraphqlApis": (GRAPHQL_API,)}).hold(aws)
    assert {row["arn"] for row in whole.rows(GRAPHQL_API)} == {
        one["arn"] for one in client.list_graphql_apis()["graphqlApis"]
    }
    columns = ("takes_api_keys", "logs", "field_log_level", "traces", "web_acl_arn", "is_private")
    told = {row["name"]: [row[column] for column in columns] for row in whole.rows(GRAPHQL_API)}
    assert told == {"open": [True, False, "", False, "", False], "good": [False, True, "ERROR", True, "", False]}
    assert whole.row(GRAPHQL_API, name="open")["tags"] == {"service": "Zoë 🚀"}


def seed_environments(aws: SimulatedAws) -> None:
    """Make an environment with settings and a variable."""
    client = aws.seed.client("elasticbeanstalk", region_name=REGION)
    client.create_application(ApplicationName="shop")
    client.create_environment(ApplicationName="shop", EnvironmentName="live", Tags=TAGS)
    options = {
        ("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled"): "true",
        ("aws:elasticbeanstalk:healthreporting:system", "SystemType"): "basic",
        ("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs"): "true",
        ("aws:elasticbeanstalk:application:environment", "DB_PASSWORD"): "simulated",
    }
    listed = [{"Namespace": space, "OptionName": option, "Value": value} for (space, option), value in options.items()]
    aws.answers[SETTINGS] = {"ConfigurationSettings": [{"OptionSettings": listed}]}


def test_environments_keep_three_settings_and_no_variables(aws: SimulatedAws) -> None:
    seed_environments(aws)
    whole = Refusals(
        BEANSTALK,
        lists={"elasticbeanstalk:DescribeEnvironments": (ENVIRONMENT,)},
        details={
            SETTINGS: {ENVIRONMENT: frozenset({"updates_itself", "reports_health", "streams_logs"})},
            "elasticbeanstalk:ListTagsForResource": {ENVIRONMENT: frozenset({"tags"})},
        },
        gone={SETTINGS: "InvalidParameterValue"},
    ).hold(aws)
    row = whole.row(ENVIRONMENT, name="live")
    assert (row["updates_itself"], row["reports_health"], row["streams_logs"]) == (True, False, True)
    assert (row["application"], row["tags"]) == ("shop", {"service": "Zoë 🚀"})
    assert "simulated" not in str(whole.tables)


def seed_firewalls(aws: SimulatedAws) -> str:
    """Make a firewall that logs flows, with a policy; return its ARN."""
    client = aws.seed.client("network-firewall", region_name=REGION)
    policy = f"arn:aws:network-firewall:{REGION}:123456789012:firewall-policy/p"
    made: str = client.create_firewall(
        FirewallName="edge",
        FirewallPolicyArn=policy,
        VpcId="vpc-1",
        SubnetMappings=[{"SubnetId": "subnet-2"}, {"SubnetId": "subnet-1"}],
        DeleteProtection=True,
        Tags=TAGS,
    )["Firewall"]["FirewallArn"]
    place = {"LogType": "FLOW", "LogDestinationType": "S3", "LogDestination": {"bucketName": "flows"}}
    client.update_logging_configuration(FirewallArn=made, LoggingConfiguration={"LogDestinationConfigs": [place]})
    aws.answers[POLICY] = {
        "FirewallPolicy": {
            "StatelessDefaultActions": ["aws:forward_to_sfe"],
            "StatelessFragmentDefaultActions": ["aws:drop"],
            "StatefulRuleGroupReferences": [{"ResourceArn": "r"}],
        }
    }
    return made


def test_firewalls_are_what_boto3_describes(aws: SimulatedAws) -> None:
    made = seed_firewalls(aws)
    described = {"vpc_id", "subnet_ids", "subnets", "policy_arn", "deletion_protected", "tags"}
    decided = {"rule_groups", "default_actions", "fragment_actions"}
    whole = Refusals(
        NETWORK_FIREWALL,
        lists={"network-firewall:ListFirewalls": (FIREWALL,)},
        details={
            # Without it, nobody knows the policy either.
            "network-firewall:DescribeFirewall": {FIREWALL: frozenset(described | decided)},
            "network-firewall:DescribeLoggingConfiguration": {FIREWALL: frozenset({"log_types", "logs"})},
            POLICY: {FIREWALL: frozenset(decided)},
        },
        gone={
            "network-firewall:DescribeFirewall": "ResourceNotFoundException",
            "network-firewall:DescribeLoggingConfiguration": "ResourceNotFoundException",
        },
    ).hold(aws)
    row = whole.row(FIREWALL, arn=made)
    assert (row["subnet_ids"], row["deletion_protected"], row["log_types"]) == (
        ["subnet-1", "subnet-2"],
        True,
        ["FLOW"],
    )
    assert (row["rule_groups"], row["default_actions"]) == (1, ["aws:forward_to_sfe"])
    assert row["tags"] == {"service": "Zoë 🚀"}


def seed_shield(aws: SimulatedAws) -> None:
    """Subscribe, and protect a zone."""
    client = aws.seed.client("shield", region_name="us-east-1")
    client.create_subscription()
    client.create_protection(Name="zone", ResourceArn=ZONE)


def test_shield_tells_what_it_protects_where_it_is(aws: SimulatedAws) -> None:
    without = aws.collect([SHIELD])
    assert without.row(SUBSCRIPTION)["is_subscribed"] is False
    assert (without.unread(), without.rows(PROTECTION)) == ([], [])
    seed_shield(aws)
    whole = Refusals(
        SHIELD,
        lists={"shield:ListProtections": (PROTECTION,)},
        details={"shield:DescribeSubscription": {SUBSCRIPTION: frozenset({"is_subscribed", "renews_by_itself"})}},
    ).hold(aws)
    assert whole.row(SUBSCRIPTION)["is_subscribed"] is True
    assert [row["protected_arn"] for row in whole.rows(PROTECTION)] == [ZONE]
