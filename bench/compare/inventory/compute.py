"""What computes: machines, images, templates, containers and functions, tidy and untidy."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from compare.inventory.place import HOME, STRANGER

if TYPE_CHECKING:
    from compare.inventory.place import Place

_IMAGE = "ami-12345678"
_LOG = {"awslogs-group": "/compare", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "c"}


def seed(place: Place) -> None:
    """Make the variants."""
    _machines(place)
    _templates(place)
    _containers(place)
    _functions(place)
    _models(place)
    _kubernetes(place)


def _kubernetes(place: Place) -> None:
    subnet = place.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    place.client("eks").create_cluster(
        name="cmp-bare", roleArn=place.arn("iam", "role/eks", ""), resourcesVpcConfig={"subnetIds": [subnet]}
    )
    place.past("eks", HOME).clusters["cmp-bare"].encryption_config = None  # AWS leaves out what there is not


def _machines(place: Place) -> None:
    ec2 = place.client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["compare"]}])["Vpcs"][0]["VpcId"]
    subnet = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"][0]["SubnetId"]
    groups = {one["GroupName"]: one["GroupId"] for one in ec2.describe_security_groups()["SecurityGroups"]}
    place.client("iam").create_instance_profile(InstanceProfileName="cmp-machine")
    common = {"ImageId": _IMAGE, "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1}
    made = {}
    for name, group, tokens, public in (
        ("tidy", "cmp-closed", "required", False),
        ("untidy", "cmp-ssh", "optional", True),
        ("desktop", "cmp-rdp", "required", True),
    ):
        ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": public})
        made[name] = ec2.run_instances(
            SubnetId=subnet,
            SecurityGroupIds=[groups[group]],
            MetadataOptions={"HttpTokens": tokens, "HttpEndpoint": "enabled"},
            **({"IamInstanceProfile": {"Name": "cmp-machine"}} if name == "tidy" else {}),
            **common,
        )["Instances"][0]["InstanceId"]
    for name, public in (("cmp-open", True), ("cmp-own", False)):
        image = ec2.create_image(InstanceId=made["tidy"], Name=name)["ImageId"]
        if public:
            ec2.modify_image_attribute(
                ImageId=image, Attribute="launchPermission", OperationType="add", UserGroups=["all"]
            )


def _templates(place: Place) -> None:
    ec2, scaling = place.client("ec2"), place.client("autoscaling")
    for name, public, tokens in (("cmp-tidy", False, "required"), ("cmp-untidy", True, "optional")):
        ec2.create_launch_template(
            LaunchTemplateName=name,
            LaunchTemplateData={
                "ImageId": _IMAGE,
                "InstanceType": "t3.micro",
                "MetadataOptions": {"HttpTokens": tokens, "HttpEndpoint": "enabled"},
                "NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": public}],
            },
        )
        scaling.create_launch_configuration(
            LaunchConfigurationName=name,
            ImageId=_IMAGE,
            InstanceType="t3.micro",
            AssociatePublicIpAddress=public,
            MetadataOptions={"HttpTokens": tokens, "HttpEndpoint": "enabled"},
        )
        zones = ["eu-west-1a", "eu-west-1b"] if name == "cmp-tidy" else ["eu-west-1a"]
        scaling.create_auto_scaling_group(
            AutoScalingGroupName=name, LaunchConfigurationName=name, MinSize=0, MaxSize=0, AvailabilityZones=zones
        )


def _containers(place: Place) -> None:
    ecs = place.client("ecs")
    variants: dict[str, dict[str, Any]] = {
        "cmp-tidy": {
            "readonlyRootFilesystem": True,
            "user": "1000",
            "logConfiguration": {"logDriver": "awslogs", "options": _LOG},
        },
        "cmp-untidy": {"privileged": True, "readonlyRootFilesystem": False},
    }
    ec2 = place.client("ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    closed = ec2.describe_security_groups(GroupNames=["cmp-closed"])["SecurityGroups"][0]["GroupId"]
    ecs.create_cluster(clusterName="compare", settings=[{"name": "containerInsights", "value": "enabled"}])
    for name, more in variants.items():
        tidy = name == "cmp-tidy"
        task = ecs.register_task_definition(
            family=name,
            networkMode="awsvpc" if tidy else "host",
            containerDefinitions=[{"name": "app", "image": "app:1", "memory": 128, **more}],
            **({} if tidy else {"pidMode": "host"}),
        )["taskDefinition"]["taskDefinitionArn"]
        ecs.create_service(
            cluster="compare",
            serviceName=name,
            taskDefinition=task,
            desiredCount=1,
            launchType="FARGATE",
            platformVersion="LATEST" if tidy else "1.3.0",
            networkConfiguration={
                "awsvpcConfiguration": {
                    "subnets": [subnet],
                    "securityGroups": [closed],
                    "assignPublicIp": "DISABLED" if tidy else "ENABLED",
                }
            },
        )
    for service in place.past("ecs", HOME).services.values():
        service.platform_family = "Linux"  # AWS says it of each Fargate service, moto of none


def _functions(place: Place) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as file:
        file.writestr("main.py", "def handler(event, context):\n    return 1\n")
    functions = place.client("lambda")
    role = place.client("iam").get_role(RoleName="cmp-task")["Role"]["Arn"]
    own = functions.publish_layer_version(LayerName="own", Content={"ZipFile": code.getvalue()})["LayerVersionArn"]
    for name, runtime, layers, variables in (
        ("cmp-tidy", "python3.13", [own], {}),
        ("cmp-untidy", "python3.8", [], {"LEVEL": "info"}),
    ):
        functions.create_function(
            FunctionName=name,
            Runtime=runtime,
            Role=role,
            Handler="main.handler",
            Code={"ZipFile": code.getvalue()},
            Layers=layers,
            **({"Environment": {"Variables": variables}} if variables else {}),
        )
        tidy = name == "cmp-tidy"
        functions.create_function_url_config(
            FunctionName=name,
            AuthType="AWS_IAM" if tidy else "NONE",
            Cors={"AllowOrigins": ["https://compare.example"] if tidy else ["*"]},
        )
    functions.add_permission(
        FunctionName="cmp-untidy", StatementId="all", Action="lambda:InvokeFunction", Principal="*"
    )
    functions.add_permission(
        FunctionName="cmp-tidy",
        StatementId="one",
        Action="lambda:InvokeFunction",
        Principal=f"arn:aws:iam::{place.account_id}:root",
    )


def _models(place: Place) -> None:
    learning = place.client("sagemaker")
    role = f"arn:aws:iam::{STRANGER}:role/models"
    for name, isolated in (("cmp-tidy", True), ("cmp-untidy", False)):
        learning.create_model(
            ModelName=name,
            ExecutionRoleArn=role,
            PrimaryContainer={"Image": "models:1"},
            EnableNetworkIsolation=isolated,
        )
