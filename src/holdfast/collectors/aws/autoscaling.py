"""Auto Scaling: groups of instances, and the launch configurations from which old ones still start.

What user data says is never kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

GROUP = subject_table(
    "aws_autoscaling_group",
    "Auto Scaling groups.",
    (
        Column("availability_zones", Type.TEXTS, "The zones in which it starts instances."),
        Column("zones", Type.INT, "How many those are.", boundary=(1, 2)),
        Column("maximum", Type.INT, "How many instances it may have.", boundary=(1, 2)),
        Column("launch_configuration", Type.TEXT, "The launch configuration that it starts from; empty if none."),
        Column("launch_template_id", Type.TEXT, "The launch template that it starts from; empty if none."),
        Column("behind_load_balancer", Type.BOOL, "Whether a load balancer sends it requests."),
        Column("checks_with_load_balancer", Type.BOOL, "Whether what the load balancer finds ill is replaced."),
        Column("rebalances", Type.BOOL, "Whether spot instances that are about to be taken away are replaced before."),
        TAGS,
    ),
    ("autoscaling:DescribeAutoScalingGroups",),
    of="group",
)

CONFIGURATION = subject_table(
    "aws_autoscaling_launch_configuration",
    "Launch configurations, the older way of saying how instances start.",
    (
        Column("image_id", Type.TEXT, "The image."),
        Column("public_ip", Type.TEXT, "Whether instances get public addresses: `yes`, `no`, or `subnet` decides."),
        Column("metadata_tokens", Type.TEXT, "`required` (IMDSv2) or `optional`."),
        Column("metadata_endpoint", Type.TEXT, "Whether the metadata service answers: `enabled` or `disabled`."),
        Column("has_user_data", Type.BOOL, "Whether instances are given a script at start."),
        Column("key_name", Type.TEXT, "The SSH key pair; empty if none."),
        Column("instance_profile", Type.TEXT, "The profile that gives instances a role; empty if none."),
        Column("security_group_ids", Type.TEXTS, "The security groups."),
    ),
    ("autoscaling:DescribeLaunchConfigurations",),
    of="launch configuration",
)


def _collect(reader: Reader) -> None:
    with reader.reading(GROUP):
        groups = reader.pages("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups")
        reader.rows(GROUP, (_group_row(one) for one in groups))
    with reader.reading(CONFIGURATION):
        configurations = reader.pages("autoscaling", "describe_launch_configurations", "LaunchConfigurations")
        reader.rows(CONFIGURATION, (_configuration_row(one) for one in configurations))


def _group_row(group: Mapping[str, Any]) -> dict[str, object]:
    mixed = ((group.get("MixedInstancesPolicy") or {}).get("LaunchTemplate") or {}).get("LaunchTemplateSpecification")
    template = group.get("LaunchTemplate") or mixed or {}
    zones = sorted(group.get("AvailabilityZones") or ())
    balancers = (group.get(key) for key in ("LoadBalancerNames", "TargetGroupARNs", "TrafficSources"))
    return {
        "arn": group["AutoScalingGroupARN"],
        "name": group["AutoScalingGroupName"],
        "availability_zones": zones,
        "zones": len(zones),
        "maximum": group["MaxSize"],
        "launch_configuration": group.get("LaunchConfigurationName") or "",
        "launch_template_id": template.get("LaunchTemplateId") or "",
        "behind_load_balancer": any(balancers),
        "checks_with_load_balancer": bool({"ELB", "VPC_LATTICE"} & set(group["HealthCheckType"].split(","))),
        "rebalances": bool(group.get("CapacityRebalance")),
        "tags": tags(group.get("Tags")),
    }


def _configuration_row(said: Mapping[str, Any]) -> dict[str, object]:
    metadata = said.get("MetadataOptions") or {}
    return {
        "arn": said["LaunchConfigurationARN"],
        "name": said["LaunchConfigurationName"],
        "image_id": said.get("ImageId", ""),
        "public_ip": {True: "yes", False: "no"}.get(said.get("AssociatePublicIpAddress"), "subnet"),  # type: ignore[arg-type]  # None where it is not said
        "metadata_tokens": metadata.get("HttpTokens", "optional"),
        "metadata_endpoint": metadata.get("HttpEndpoint", "enabled"),
        "has_user_data": bool(said.get("UserData")),
        "key_name": said.get("KeyName") or "",
        "instance_profile": said.get("IamInstanceProfile") or "",
        "security_group_ids": sorted(said.get("SecurityGroups") or ()),
    }


SERVICE = Service("autoscaling", Scope.REGION, (GROUP, CONFIGURATION), _collect)
