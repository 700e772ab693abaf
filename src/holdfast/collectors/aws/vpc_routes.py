"""How VPCs reach each other and the world: route tables, gateways, peerings, transit gateways and VPNs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, name, subject_table, tags
from holdfast.collectors.aws.shared_calls import page_by_page
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

ROUTE_TABLE = subject_table(
    "aws_ec2_route_table",
    "Route tables.",
    (
        Column("route_table_id", Type.TEXT, "The table's id."),
        Column("vpc_id", Type.TEXT, "The VPC to which it belongs."),
        Column("is_main", Type.BOOL, "Whether subnets use it that name no other."),
        Column("subnet_ids", Type.TEXTS, "The subnets that name it."),
        TAGS,
    ),
    ("ec2:DescribeRouteTables",),
    of="route table",
)

ROUTE = child_table(
    "aws_ec2_route",
    "Where route tables send what.",
    (
        Column("destination", Type.TEXT, "The range or prefix list that is meant."),
        Column("target_id", Type.TEXT, "Where to: a gateway, a peering, an interface ...; `local` inside the VPC."),
        Column("is_live", Type.BOOL, "Whether the target is there; a route without one swallows what it gets."),
    ),
    ("ec2:DescribeRouteTables",),
    parent=ROUTE_TABLE,
    key=("route_table_arn", "destination"),
)

GATEWAY = subject_table(
    "aws_ec2_internet_gateway",
    "Internet gateways.",
    (
        Column("internet_gateway_id", Type.TEXT, "The gateway's id."),
        Column("vpc_ids", Type.TEXTS, "The VPC to which it is attached; empty if none."),
        Column("is_attached", Type.BOOL, "Whether it is."),
        TAGS,
    ),
    ("ec2:DescribeInternetGateways",),
    of="gateway",
)

PEERING = subject_table(
    "aws_ec2_vpc_peering",
    "Peerings between VPCs, as each account sees them.",
    (
        Column("peering_id", Type.TEXT, "The peering's id."),
        Column("is_active", Type.BOOL, "Whether it works."),
        Column("other_account", Type.TEXT, "The account on the other side; this one for a peering of its own VPCs."),
        Column("is_with_other_account", Type.BOOL, "Whether that is another one."),
        Column("vpc_cidrs", Type.TEXTS, "The whole ranges of the VPCs on both sides."),
        TAGS,
    ),
    ("ec2:DescribeVpcPeeringConnections",),
    of="peering",
)

TRANSIT_GATEWAY = subject_table(
    "aws_ec2_transit_gateway",
    "Transit gateways of the account.",
    (
        Column("transit_gateway_id", Type.TEXT, "The gateway's id."),
        Column("accepts_unasked", Type.BOOL, "Whether VPCs of accounts with which it is shared are let in unasked."),
        Column("connects_unasked", Type.BOOL, "Whether what is attached can reach all others unless told otherwise."),
        TAGS,
    ),
    ("ec2:DescribeTransitGateways",),
    of="transit gateway",
)

VPN = subject_table(
    "aws_ec2_vpn_connection",
    "Site-to-site VPN connections.",
    (
        Column("vpn_connection_id", Type.TEXT, "The connection's id."),
        Column("state", Type.TEXT, "`available`, or what it is becoming."),
        Column("tunnels", Type.INT, "How many tunnels it has.", boundary=(0, 2)),
        Column("tunnels_up", Type.INT, "How many of them are up.", boundary=(0, 1, 2)),
        Column("allows_old_ike", Type.BOOL, "Whether a tunnel may be agreed by IKE version 1."),
        TAGS,
    ),
    ("ec2:DescribeVpnConnections",),
    of="connection",
)

CLIENT_VPN = subject_table(
    "aws_ec2_client_vpn_endpoint",
    "Client VPN endpoints, by which people reach VPCs.",
    (
        Column("endpoint_id", Type.TEXT, "The endpoint's id."),
        Column("logs_connections", Type.BOOL, "Whether it is logged who connects."),
        Column("authentication_types", Type.TEXTS, "How people sign in."),
        Column("has_sign_in", Type.BOOL, "Whether they sign in as themselves, not by a certificate alone."),
        TAGS,
    ),
    ("ec2:DescribeClientVpnEndpoints",),
    of="endpoint",
)

_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
_TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "VpcPeeringConnectionId",
    "TransitGatewayId",
    "NetworkInterfaceId",
    "InstanceId",
    "EgressOnlyInternetGatewayId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
)


def _collect(reader: Reader) -> None:
    with reader.reading(ROUTE_TABLE, ROUTE):
        for table in reader.pages("ec2", "describe_route_tables", "RouteTables"):
            if table.get("OwnerId", reader.account_id) == reader.account_id:
                _route_table(reader, table)
    with reader.reading(GATEWAY):
        gateways = reader.pages("ec2", "describe_internet_gateways", "InternetGateways")
        reader.rows(GATEWAY, (_gateway_row(reader, one) for one in gateways if _is_own(reader, one)))
    with reader.reading(PEERING):
        peerings = reader.pages("ec2", "describe_vpc_peering_connections", "VpcPeeringConnections")
        reader.rows(PEERING, (_peering_row(reader, one) for one in peerings))
    with reader.reading(TRANSIT_GATEWAY):
        gateways = reader.pages("ec2", "describe_transit_gateways", "TransitGateways")
        reader.rows(TRANSIT_GATEWAY, (_transit_row(reader, one) for one in gateways if _is_own(reader, one)))
    with reader.reading(VPN):
        connections = reader.pages("ec2", "describe_vpn_connections", "VpnConnections")
        reader.rows(VPN, (_vpn_row(reader, one) for one in connections))
    with reader.reading(CLIENT_VPN):
        endpoints = page_by_page(lambda token: _client_vpns(reader, token), "ClientVpnEndpoints", "NextToken")
        reader.rows(CLIENT_VPN, (_client_vpn_row(reader, one) for one in endpoints))


def _is_own(reader: Reader, listed: Mapping[str, Any]) -> bool:
    """Whether the account owns it; what another one shares is a subject there."""
    return bool(listed.get("OwnerId", reader.account_id) == reader.account_id)


def _route_table(reader: Reader, table: dict[str, Any]) -> None:
    arn = reader.arn("ec2", f"route-table/{table['RouteTableId']}")
    associations = table.get("Associations") or ()
    row: dict[str, object] = {
        "arn": arn,
        "name": name(table, table["RouteTableId"]),
        "route_table_id": table["RouteTableId"],
        "vpc_id": table.get("VpcId", ""),
        "is_main": any(one.get("Main") for one in associations),
        "subnet_ids": sorted(one["SubnetId"] for one in associations if one.get("SubnetId")),
        "tags": tags(table.get("Tags")),
    }
    routes = [_route_row(arn, one) for one in table.get("Routes") or ()]
    reader.rows(ROUTE_TABLE, [row])
    reader.rows(ROUTE, {str(one["destination"]): one for one in routes}.values())


def _route_row(arn: str, route: Mapping[str, Any]) -> dict[str, object]:
    return {
        "route_table_arn": arn,
        "destination": next((route[key] for key in _DESTINATIONS if route.get(key)), ""),
        "target_id": next((route[key] for key in _TARGETS if route.get(key)), ""),
        "is_live": route.get("State") != "blackhole",
    }


def _gateway_row(reader: Reader, gateway: dict[str, Any]) -> dict[str, object]:
    vpcs = sorted(one["VpcId"] for one in gateway.get("Attachments") or ())
    return {
        "arn": reader.arn("ec2", f"internet-gateway/{gateway['InternetGatewayId']}"),
        "name": name(gateway, gateway["InternetGatewayId"]),
        "internet_gateway_id": gateway["InternetGatewayId"],
        "vpc_ids": vpcs,
        "is_attached": bool(vpcs),
        "tags": tags(gateway.get("Tags")),
    }


def _peering_row(reader: Reader, peering: dict[str, Any]) -> dict[str, object]:
    sides = [peering.get("RequesterVpcInfo") or {}, peering.get("AccepterVpcInfo") or {}]
    others = [str(one["OwnerId"]) for one in sides if one.get("OwnerId") not in {None, reader.account_id}]
    ranges = {one["CidrBlock"] for one in sides if one.get("CidrBlock")}
    ranges |= {block["CidrBlock"] for one in sides for block in one.get("CidrBlockSet") or ()}
    return {
        "arn": reader.arn("ec2", f"vpc-peering-connection/{peering['VpcPeeringConnectionId']}"),
        "name": name(peering, peering["VpcPeeringConnectionId"]),
        "peering_id": peering["VpcPeeringConnectionId"],
        "is_active": (peering.get("Status") or {}).get("Code") == "active",
        "other_account": others[0] if others else reader.account_id,
        "is_with_other_account": bool(others),
        "vpc_cidrs": sorted(ranges),
        "tags": tags(peering.get("Tags")),
    }


def _transit_row(reader: Reader, gateway: dict[str, Any]) -> dict[str, object]:
    options = gateway.get("Options") or {}
    connects = ("DefaultRouteTableAssociation", "DefaultRouteTablePropagation")
    return {
        "arn": reader.arn("ec2", f"transit-gateway/{gateway['TransitGatewayId']}"),
        "name": name(gateway, gateway["TransitGatewayId"]),
        "transit_gateway_id": gateway["TransitGatewayId"],
        "accepts_unasked": options.get("AutoAcceptSharedAttachments") == "enable",
        "connects_unasked": all(options.get(one) == "enable" for one in connects),
        "tags": tags(gateway.get("Tags")),
    }


def _vpn_row(reader: Reader, connection: dict[str, Any]) -> dict[str, object]:
    tunnels = connection.get("VgwTelemetry") or ()
    options = (connection.get("Options") or {}).get("TunnelOptions") or ()
    versions = [{one["Value"] for one in option.get("IkeVersions") or ()} for option in options]
    return {
        "arn": reader.arn("ec2", f"vpn-connection/{connection['VpnConnectionId']}"),
        "name": name(connection, connection["VpnConnectionId"]),
        "vpn_connection_id": connection["VpnConnectionId"],
        "state": connection.get("State", ""),
        "tunnels": len(tunnels),
        "tunnels_up": sum(one.get("Status") == "UP" for one in tunnels),
        # What is not said is both versions.
        "allows_old_ike": not versions or any(not said or "ikev1" in said for said in versions),
        "tags": tags(connection.get("Tags")),
    }


def _client_vpns(reader: Reader, token: str) -> dict[str, Any] | None:
    turned: dict[str, Any] = {"NextToken": token} if token else {}
    return reader.offered("ec2", "describe_client_vpn_endpoints", **turned)


def _client_vpn_row(reader: Reader, endpoint: dict[str, Any]) -> dict[str, object]:
    kinds = sorted({one["Type"] for one in endpoint.get("AuthenticationOptions") or ()})
    return {
        "arn": reader.arn("ec2", f"client-vpn-endpoint/{endpoint['ClientVpnEndpointId']}"),
        "name": name(endpoint, endpoint["ClientVpnEndpointId"]),
        "endpoint_id": endpoint["ClientVpnEndpointId"],
        "logs_connections": bool((endpoint.get("ConnectionLogOptions") or {}).get("Enabled")),
        "authentication_types": kinds,
        "has_sign_in": bool(set(kinds) - {"certificate-authentication"}),
        "tags": tags(endpoint.get("Tags")),
    }


SERVICE = Service(
    "vpc routes",
    Scope.REGION,
    (ROUTE_TABLE, ROUTE, GATEWAY, PEERING, TRANSIT_GATEWAY, VPN, CLIENT_VPN),
    _collect,
)
