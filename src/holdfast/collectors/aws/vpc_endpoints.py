"""Private ways into AWS and between accounts: VPC endpoints with their policies, and services offered to others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, name, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

ENDPOINT = subject_table(
    "aws_ec2_vpc_endpoint",
    "VPC endpoints: ways to services that do not cross the internet.",
    (
        Column("vpc_endpoint_id", Type.TEXT, "The endpoint's id."),
        Column("vpc_id", Type.TEXT, "The VPC in which it stands."),
        Column("service_name", Type.TEXT, "The service, such as `com.amazonaws.eu-west-1.s3`."),
        Column("type", Type.TEXT, "`Gateway`, `Interface`, `GatewayLoadBalancer` ..."),
        Column("state", Type.TEXT, "`available`, or what it is becoming."),
        Column("subnet_ids", Type.TEXTS, "The subnets in which it has an interface; empty for gateways."),
        Column("subnets", Type.INT, "How many those are.", boundary=(1, 2)),
        Column("security_group_ids", Type.TEXTS, "Its security groups; empty for gateways."),
        Column("has_policy", Type.BOOL, "Whether a policy says what may be done through it."),
        TAGS,
    ),
    ("ec2:DescribeVpcEndpoints",),
    of="endpoint",
)

STATEMENT = statement_table(
    "aws_ec2_vpc_endpoint_policy_statement",
    parent=ENDPOINT.name,
    subject_column="vpc_endpoint_arn",
    scope=Scope.REGION,
    calls=("ec2:DescribeVpcEndpoints",),
    description="VPC endpoints' policies, one row for each statement, principal and action.",
)

OFFERED_SERVICE = subject_table(
    "aws_ec2_vpc_endpoint_service",
    "Services of the account that others may reach through endpoints of theirs.",
    (
        Column("service_name", Type.TEXT, "The service's name."),
        Column("asks_for_acceptance", Type.BOOL, "Whether each new endpoint waits until somebody accepts it."),
        Column("allowed_principals", Type.TEXTS, "Who may ask for an endpoint."),
        Column("allows_everyone", Type.BOOL, "Whether everybody may."),
        TAGS,
    ),
    ("ec2:DescribeVpcEndpointServiceConfigurations", "ec2:DescribeVpcEndpointServicePermissions"),
    of="service",
)

_GONE = ("InvalidVpcEndpointServiceId.NotFound",)


def _collect(reader: Reader) -> None:
    with reader.reading(ENDPOINT, STATEMENT):
        for endpoint in reader.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints"):
            if endpoint.get("OwnerId", reader.account_id) == reader.account_id:
                _endpoint(reader, endpoint)
    with reader.reading(OFFERED_SERVICE):
        offered = reader.pages("ec2", "describe_vpc_endpoint_service_configurations", "ServiceConfigurations")
        reader.each(lambda one: _offered(reader, one), offered)


def _endpoint(reader: Reader, endpoint: dict[str, Any]) -> None:
    arn = reader.arn("ec2", f"vpc-endpoint/{endpoint['VpcEndpointId']}")
    subnets = sorted(endpoint.get("SubnetIds") or ())
    policy = endpoint.get("PolicyDocument") or ""
    row: dict[str, object] = {
        "arn": arn,
        "name": name(endpoint, endpoint["VpcEndpointId"]),
        "vpc_endpoint_id": endpoint["VpcEndpointId"],
        "vpc_id": endpoint.get("VpcId", ""),
        "service_name": endpoint["ServiceName"],
        "type": endpoint.get("VpcEndpointType", ""),
        "state": endpoint.get("State", ""),
        "subnet_ids": subnets,
        "subnets": len(subnets),
        "security_group_ids": sorted(one["GroupId"] for one in endpoint.get("Groups") or ()),
        "has_policy": bool(policy),
        "tags": tags(endpoint.get("Tags")),
    }
    reader.rows(ENDPOINT, [row])
    with reader.part(STATEMENT, subject=arn):
        reader.rows(STATEMENT, statement_rows("vpc_endpoint_arn", arn, policy) if policy else [])


def _offered(reader: Reader, offered: dict[str, Any]) -> None:
    service_id = offered["ServiceId"]
    arn = reader.arn("ec2", f"vpc-endpoint-service/{service_id}")
    row: dict[str, object] = {
        "arn": arn,
        "name": name(offered, service_id),
        "service_name": offered["ServiceName"],
        "asks_for_acceptance": bool(offered.get("AcceptanceRequired")),
        "tags": tags(offered.get("Tags")),
    }
    with reader.part(OFFERED_SERVICE, subject=arn):
        listed = reader.pages(
            "ec2", "describe_vpc_endpoint_service_permissions", "AllowedPrincipals", gone=_GONE, ServiceId=service_id
        )
        principals = sorted(one["Principal"] for one in listed)
        row |= {"allowed_principals": principals, "allows_everyone": "*" in principals}
    reader.rows(OFFERED_SERVICE, [row])


SERVICE = Service("vpc endpoints", Scope.REGION, (ENDPOINT, STATEMENT, OFFERED_SERVICE), _collect)
