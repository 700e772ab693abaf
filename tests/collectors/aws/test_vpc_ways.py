"""Endpoints, routes, peerings, gateways and VPNs are what boto3 describes; refused calls cost their own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from refusals import Refusals

from holdfast.collectors.aws import vpc_endpoints, vpc_routes
from holdfast.collectors.aws.vpc_endpoints import ENDPOINT, OFFERED_SERVICE, STATEMENT
from holdfast.collectors.aws.vpc_routes import CLIENT_VPN, GATEWAY, PEERING, ROUTE, ROUTE_TABLE, TRANSIT_GATEWAY, VPN
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
TAGS = [{"Key": "service", "Value": "Zoë 🚀"}]
CLIENTS = "ec2:DescribeClientVpnEndpoints"
NARROW = {
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "s3:*", "Resource": "*"}
    ]
}


def _tagged(kind: str) -> Any:
    return [{"ResourceType": kind, "Tags": TAGS}]


def seed(aws: SimulatedAws) -> Any:
    """Make two VPCs with each way between them and into the world; return the client."""
    ec2 = aws.seed.client("ec2", region_name=REGION)
    here, there = (ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in (20, 30))
    subnet = ec2.create_subnet(VpcId=here, CidrBlock="10.20.1.0/24")["Subnet"]["SubnetId"]
    gateway = ec2.create_internet_gateway(TagSpecifications=_tagged("internet-gateway"))["InternetGateway"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=here)
    ec2.create_internet_gateway()
    peering = ec2.create_vpc_peering_connection(
        VpcId=here, PeerVpcId=there, TagSpecifications=_tagged("vpc-peering-connection")
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    table = ec2.create_route_table(VpcId=here, TagSpecifications=_tagged("route-table"))["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway["InternetGatewayId"])
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="10.30.7.0/24", VpcPeeringConnectionId=peering)
    ec2.create_transit_gateway(
        Options={"AutoAcceptSharedAttachments": "enable"}, TagSpecifications=_tagged("transit-gateway")
    )
    customer = ec2.create_customer_gateway(Type="ipsec.1", PublicIp="198.51.100.7", BgpAsn=65000)["CustomerGateway"]
    private = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.create_vpn_connection(Type="ipsec.1", CustomerGatewayId=customer["CustomerGatewayId"], VpnGatewayId=private)
    ec2.create_vpc_endpoint(
        VpcId=here,
        ServiceName=f"com.amazonaws.{REGION}.s3",
        VpcEndpointType="Gateway",
        PolicyDocument=json.dumps(NARROW),
    )
    ec2.create_vpc_endpoint(
        VpcId=here,
        ServiceName=f"com.amazonaws.{REGION}.sqs",
        VpcEndpointType="Interface",
        SubnetIds=[subnet],
        TagSpecifications=_tagged("vpc-endpoint"),
    )
    balancer = aws.seed.client("elbv2", region_name=REGION).create_load_balancer(
        Name="net", Type="network", Subnets=[subnet]
    )["LoadBalancers"][0]["LoadBalancerArn"]
    for principal, ask in (("*", False), ("arn:aws:iam::999999999999:root", True)):
        offered = ec2.create_vpc_endpoint_service_configuration(
            NetworkLoadBalancerArns=[balancer], AcceptanceRequired=ask
        )["ServiceConfiguration"]["ServiceId"]
        ec2.modify_vpc_endpoint_service_permissions(ServiceId=offered, AddAllowedPrincipals=[principal])
    aws.answers[CLIENTS] = {
        "ClientVpnEndpoints": [
            {
                "ClientVpnEndpointId": "cvpn-endpoint-1",
                "AuthenticationOptions": [{"Type": "certificate-authentication"}],
                "ConnectionLogOptions": {"Enabled": True},
                "Tags": TAGS,
            }
        ]
    }
    return ec2


def test_endpoints_and_offered_services_are_what_boto3_describes(aws: SimulatedAws) -> None:
    ec2 = seed(aws)
    got = aws.collect([vpc_endpoints.SERVICE])
    assert got.unread() == []
    listed = {one["VpcEndpointId"]: one for one in ec2.describe_vpc_endpoints()["VpcEndpoints"]}
    assert {row["vpc_endpoint_id"] for row in got.rows(ENDPOINT)} == listed.keys()
    for row in got.rows(ENDPOINT):
        one = listed[str(row["vpc_endpoint_id"])]
        assert (row["service_name"], row["type"], row["vpc_id"]) == (
            one["ServiceName"],
            one["VpcEndpointType"],
            one["VpcId"],
        )
        assert row["subnet_ids"] == one.get("SubnetIds", [])
    gateway = got.row(ENDPOINT, type="Gateway")["arn"]
    assert {(row["vpc_endpoint_arn"] == gateway, row["is_public"]) for row in got.rows(STATEMENT)} == {
        (True, False),
        (False, True),
    }
    assert {(row["allows_everyone"], row["asks_for_acceptance"]) for row in got.rows(OFFERED_SERVICE)} == {
        (True, False),
        (False, True),
    }


def test_ways_between_networks_are_what_boto3_describes(aws: SimulatedAws) -> None:
    ec2 = seed(aws)
    got = aws.collect([vpc_routes.SERVICE])
    assert got.unread() == []
    tables = {one["RouteTableId"]: one for one in ec2.describe_route_tables()["RouteTables"]}
    assert {row["route_table_id"] for row in got.rows(ROUTE_TABLE)} == tables.keys()
    assert len(got.rows(ROUTE)) == sum(len(one["Routes"]) for one in tables.values())
    peering = got.row(PEERING)
    assert (peering["is_active"], peering["is_with_other_account"]) == (True, False)
    assert peering["vpc_cidrs"] == ["10.20.0.0/16", "10.30.0.0/16"]
    assert got.row(ROUTE, target_id=peering["peering_id"])["destination"] == "10.30.7.0/24"
    assert sorted(bool(row["is_attached"]) for row in got.rows(GATEWAY)) == [False, True]
    transit = got.row(TRANSIT_GATEWAY)
    assert (transit["accepts_unasked"], transit["connects_unasked"], transit["tags"]) == (
        True,
        True,
        {"service": "Zoë 🚀"},
    )
    assert got.row(VPN)["state"] == ec2.describe_vpn_connections()["VpnConnections"][0]["State"]
    client = got.row(CLIENT_VPN)
    assert (client["logs_connections"], client["has_sign_in"]) == (True, False)
    del aws.answers[CLIENTS]
    assert aws.collect([vpc_routes.SERVICE]).state(CLIENT_VPN, REGION) is State.OFF


def test_refused_calls_cost_their_own(aws: SimulatedAws) -> None:
    seed(aws)
    permissions = "ec2:DescribeVpcEndpointServicePermissions"
    Refusals(
        vpc_endpoints.SERVICE,
        lists={
            "ec2:DescribeVpcEndpoints": (ENDPOINT, STATEMENT),
            "ec2:DescribeVpcEndpointServiceConfigurations": (OFFERED_SERVICE,),
        },
        details={permissions: {OFFERED_SERVICE: frozenset({"allowed_principals", "allows_everyone"})}},
        gone={permissions: "InvalidVpcEndpointServiceId.NotFound"},
    ).hold(aws)
    Refusals(
        vpc_routes.SERVICE,
        lists={
            "ec2:DescribeRouteTables": (ROUTE_TABLE, ROUTE),
            "ec2:DescribeInternetGateways": (GATEWAY,),
            "ec2:DescribeVpcPeeringConnections": (PEERING,),
            "ec2:DescribeTransitGateways": (TRANSIT_GATEWAY,),
            "ec2:DescribeVpnConnections": (VPN,),
            CLIENTS: (CLIENT_VPN,),
        },
    ).hold(aws)
