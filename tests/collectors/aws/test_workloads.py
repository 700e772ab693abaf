"""ECS, EKS, Auto Scaling and launch templates are what boto3 describes, never values; refused calls cost their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refusals import Refusals

from holdfast.collectors.aws import autoscaling, ec2_launch_templates, ecs, eks
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
PAIRS = [{"key": "service", "value": "Zoë 🚀"}]
TAGS = {"service": "Zoë 🚀"}
VERSIONS = "eks:DescribeClusterVersions"


def _subnet(aws: SimulatedAws) -> str:
    subnet: str = aws.seed.client("ec2", region_name=REGION).describe_subnets()["Subnets"][0]["SubnetId"]
    return subnet


def seed_ecs(aws: SimulatedAws) -> Any:
    """Make a cluster whose service runs an older revision of a family; return the client."""
    client = aws.seed.client("ecs", region_name=REGION)
    settings = [{"name": "containerInsights", "value": "enabled"}]
    client.create_cluster(clusterName="live", settings=settings, tags=PAIRS)
    client.create_cluster(clusterName="empty")
    for privileged in (True, False, False):
        client.register_task_definition(
            family="albums",
            networkMode="awsvpc",
            pidMode="host" if privileged else "task",
            volumes=[{"name": "docker", "host": {"sourcePath": "/var/run/docker.sock"}}] if privileged else [],
            containerDefinitions=[
                {
                    "name": "web",
                    "image": "albums:1",
                    "memory": 64,
                    "privileged": privileged,
                    "readonlyRootFilesystem": not privileged,
                    "environment": [{"name": "DB_PASSWORD", "value": "simulated"}],
                    "logConfiguration": {"logDriver": "awslogs", "options": {"mode": "non-blocking"}},
                }
            ],
            tags=PAIRS,
        )
    group = aws.seed.client("ec2", region_name=REGION).describe_security_groups()["SecurityGroups"][0]["GroupId"]
    client.create_service(
        cluster="live",
        serviceName="web",
        taskDefinition="albums:1",
        desiredCount=1,
        launchType="FARGATE",
        platformVersion="LATEST",
        enableExecuteCommand=True,
        networkConfiguration={
            "awsvpcConfiguration": {"subnets": [_subnet(aws)], "assignPublicIp": "ENABLED", "securityGroups": [group]}
        },
        tags=PAIRS,
    )
    return client


def test_clusters_and_services_are_what_boto3_describes(aws: SimulatedAws) -> None:
    client = seed_ecs(aws)
    got = aws.collect([ecs.SERVICE])
    assert got.unread() == []
    assert {row["arn"] for row in got.rows(ecs.CLUSTER)} == set(client.list_clusters()["clusterArns"])
    live = got.row(ecs.CLUSTER, name="live")
    assert (live["container_insights"], live["logs_exec"], live["tags"]) == ("enabled", "DEFAULT", TAGS)
    told = client.describe_services(cluster="live", services=["web"])["services"][0]
    service = got.row(ecs.SERVICE_TABLE, arn=told["serviceArn"])
    assert (service["cluster_arn"], service["task_definition_arn"]) == (told["clusterArn"], told["taskDefinition"])
    network = told["networkConfiguration"]["awsvpcConfiguration"]
    assert (service["gives_public_ip"], service["security_group_ids"]) == (True, network["securityGroups"])
    assert (service["platform_version"], service["tags"]) == ("LATEST", TAGS)


def test_definitions_that_run_and_the_newest_are_read_without_values(aws: SimulatedAws) -> None:
    seed_ecs(aws)
    got = aws.collect([ecs.SERVICE])
    assert [(row["name"], row["shares_host_processes"]) for row in got.rows(ecs.TASK_DEFINITION)] == [
        ("albums:1", True),
        ("albums:3", False),
    ]
    assert [row["host_paths"] for row in got.rows(ecs.TASK_DEFINITION)] == [["/var/run/docker.sock"], []]
    columns = ("container_name", "is_privileged", "root_is_readonly", "log_driver", "log_mode")
    assert [tuple(row[column] for column in columns) for row in got.rows(ecs.CONTAINER)] == [
        ("web", True, False, "awslogs", "non-blocking"),
        ("web", False, True, "awslogs", "non-blocking"),
    ]
    assert {row["name"] for row in got.rows(ecs.VARIABLE)} == {"DB_PASSWORD"}
    assert "simulated" not in str(got.tables)


def test_refused_calls_of_ecs_cost_their_own(aws: SimulatedAws) -> None:
    seed_ecs(aws)
    definitions = (ecs.TASK_DEFINITION, ecs.CONTAINER, ecs.VARIABLE)
    Refusals(
        ecs.SERVICE,
        lists={
            "ecs:ListClusters": ecs.SERVICE.tables,
            "ecs:ListServices": (ecs.SERVICE_TABLE, *definitions),
            "ecs:DescribeServices": (ecs.SERVICE_TABLE, *definitions),
            "ecs:ListTaskDefinitionFamilies": definitions,
            "ecs:DescribeTaskDefinition": definitions,
        },
        details={
            "ecs:DescribeClusters": {
                ecs.CLUSTER: frozenset({"status", "container_insights", "logs_exec", "runs_tasks", "tags"})
            }
        },
    ).hold(aws)


def seed_eks(aws: SimulatedAws) -> Any:
    """Make a cluster and two groups of nodes; return the client."""
    client = aws.seed.client("eks", region_name=REGION)
    role = "arn:aws:iam::123456789012:role/eks"
    client.create_cluster(
        name="live",
        version="1.34",
        roleArn=role,
        resourcesVpcConfig={"subnetIds": [_subnet(aws)], "endpointPublicAccess": True},
        logging={
            "clusterLogging": [{"types": ["api", "audit"], "enabled": True}, {"types": ["scheduler"], "enabled": False}]
        },
        encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": "arn:aws:kms:eu-west-1:1:key/k"}}],
        tags=TAGS,
    )
    for name, remote in (
        ("open", {"ec2SshKey": "k"}),
        ("shut", {"ec2SshKey": "k", "sourceSecurityGroups": ["sg-1"]}),
    ):
        client.create_nodegroup(
            clusterName="live",
            nodegroupName=name,
            nodeRole=role,
            subnets=[_subnet(aws)],
            tags=TAGS,
            remoteAccess=remote,
        )
    aws.answers[VERSIONS] = {"clusterVersions": [{"clusterVersion": "1.34", "versionStatus": "STANDARD_SUPPORT"}]}
    return client


def test_kubernetes_clusters_are_what_boto3_describes(aws: SimulatedAws) -> None:
    client = seed_eks(aws)
    got = aws.collect([eks.SERVICE])
    assert got.unread() == []
    told = client.describe_cluster(name="live")["cluster"]
    row = got.row(eks.CLUSTER, arn=told["arn"])
    assert (row["version"], row["version_support"], row["tags"]) == ("1.34", "STANDARD_SUPPORT", TAGS)
    silent = (row["api_is_public"], row["api_is_open"], row["public_cidrs"])
    assert silent == (True, None, None), "moto does not say who may reach it, and nobody may guess"
    for ranges, is_open in ((["0.0.0.0/0"], True), (["203.0.113.0/24"], False)):
        aws.answers["eks:DescribeCluster"] = {
            "cluster": {**told, "resourcesVpcConfig": {"endpointPublicAccess": True, "publicAccessCidrs": ranges}}
        }
        row = aws.collect([eks.SERVICE]).row(eks.CLUSTER, arn=told["arn"])
        assert (row["api_is_open"], row["public_cidrs"]) == (is_open, ranges)
    del aws.answers["eks:DescribeCluster"]
    assert (row["log_types"], row["secrets_key_arn"]) == (["api", "audit"], "arn:aws:kms:eu-west-1:1:key/k")
    assert {(row["name"], row["ssh_is_open"]) for row in got.rows(eks.NODE_GROUP)} == {("open", True), ("shut", False)}
    del aws.answers[VERSIONS]
    lacking = aws.collect([eks.SERVICE])
    assert lacking.row(eks.CLUSTER)["version_support"] is None
    assert lacking.state(eks.CLUSTER, REGION, str(row["arn"])) is State.OFF


def test_refused_calls_of_eks_cost_their_own(aws: SimulatedAws) -> None:
    seed_eks(aws)
    columns = frozenset(column.name for column in eks.CLUSTER) - {"arn", "name", "account_id", "region"}
    Refusals(
        eks.SERVICE,
        lists={
            "eks:ListClusters": eks.SERVICE.tables,
            "eks:ListNodegroups": (eks.NODE_GROUP,),
            "eks:DescribeNodegroup": (eks.NODE_GROUP,),
        },
        details={
            "eks:DescribeCluster": {eks.CLUSTER: columns},
            VERSIONS: {eks.CLUSTER: frozenset({"offers_versions", "version_support"})},
        },
        gone={"eks:DescribeCluster": "ResourceNotFoundException"},
    ).hold(aws)


def seed_machines(aws: SimulatedAws) -> None:
    """Make launch configurations, templates in several versions, key pairs, and groups of both kinds."""
    ec2 = aws.seed.client("ec2", region_name=REGION)
    scaling = aws.seed.client("autoscaling", region_name=REGION)
    made = ec2.create_launch_template(
        LaunchTemplateName="albums",
        LaunchTemplateData={
            "ImageId": "ami-12345678",
            "UserData": "c2ltdWxhdGVk",
            "NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": True}],
        },
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": [{"Key": "service", "Value": "Zoë 🚀"}]}],
    )["LaunchTemplate"]["LaunchTemplateId"]
    for tokens in ("optional", "required"):
        ec2.create_launch_template_version(
            LaunchTemplateId=made,
            LaunchTemplateData={"ImageId": "ami-12345678", "MetadataOptions": {"HttpTokens": tokens}},
        )
    ec2.create_key_pair(KeyName="ops", KeyType="ed25519")
    scaling.create_launch_configuration(
        LaunchConfigurationName="old",
        ImageId="ami-12345678",
        InstanceType="t3.micro",
        AssociatePublicIpAddress=True,
        UserData="simulated",
        MetadataOptions={"HttpTokens": "required"},
    )
    zones = {"AvailabilityZones": [f"{REGION}a", f"{REGION}b"]}
    sizes = {"MinSize": 0, "MaxSize": 4, "DesiredCapacity": 0}
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="new",
        LaunchTemplate={"LaunchTemplateId": made, "Version": "$Latest"},
        HealthCheckType="ELB",
        Tags=[{"Key": "service", "Value": "Zoë 🚀", "PropagateAtLaunch": True}],
        **zones,
        **sizes,
    )
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="old", LaunchConfigurationName="old", AvailabilityZones=[f"{REGION}a"], **sizes
    )


def test_groups_and_what_they_start_are_what_boto3_describes(aws: SimulatedAws) -> None:
    seed_machines(aws)
    got = aws.collect([autoscaling.SERVICE, ec2_launch_templates.SERVICE])
    assert got.unread() == []
    template = got.row(ec2_launch_templates.TEMPLATE)
    assert (template["name"], template["default_version"], template["latest_version"]) == ("albums", 1, 3)
    assert template["tags"] == TAGS
    columns = ("version", "is_default", "public_ip", "metadata_tokens", "has_user_data")
    assert [tuple(row[column] for column in columns) for row in got.rows(ec2_launch_templates.VERSION)] == [
        (1, True, "yes", "", True),
        (3, False, "subnet", "required", False),
    ]
    assert [(row["name"], row["type"]) for row in got.rows(ec2_launch_templates.KEY_PAIR)] == [("ops", "ed25519")]
    new, old = got.row(autoscaling.GROUP, name="new"), got.row(autoscaling.GROUP, name="old")
    assert (new["launch_template_id"], new["zones"], new["checks_with_load_balancer"], new["tags"]) == (
        template["launch_template_id"],
        2,
        True,
        TAGS,
    )
    assert (old["launch_configuration"], old["zones"], old["checks_with_load_balancer"]) == ("old", 1, False)
    configuration = got.row(autoscaling.CONFIGURATION)
    assert (configuration["public_ip"], configuration["has_user_data"]) == ("yes", True)
    assert "simulated" not in str(got.tables)


def test_refused_calls_about_groups_and_templates_cost_their_own(aws: SimulatedAws) -> None:
    seed_machines(aws)
    Refusals(
        autoscaling.SERVICE,
        lists={
            "autoscaling:DescribeAutoScalingGroups": (autoscaling.GROUP,),
            "autoscaling:DescribeLaunchConfigurations": (autoscaling.CONFIGURATION,),
        },
    ).hold(aws)
    templates = (ec2_launch_templates.TEMPLATE, ec2_launch_templates.VERSION)
    Refusals(
        ec2_launch_templates.SERVICE,
        lists={
            "ec2:DescribeLaunchTemplates": templates,
            "ec2:DescribeLaunchTemplateVersions": templates,
            "ec2:DescribeKeyPairs": (ec2_launch_templates.KEY_PAIR,),
        },
    ).hold(aws)
