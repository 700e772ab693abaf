"""Networks: rules and lists that are open and closed, ways between networks that are wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compare.inventory.place import HOME

if TYPE_CHECKING:
    from compare.inventory.place import Place

ANYWHERE = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


def seed(place: Place) -> None:
    """Make a network with two zones, and in it groups, lists, addresses and endpoints."""
    ec2 = place.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.40.0.0/16")["Vpc"]["VpcId"]
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "compare"}])
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.40.{number}.0/24", AvailabilityZone=f"{HOME}{zone}")["Subnet"][
            "SubnetId"
        ]
        for number, zone in enumerate("ab")
    ]
    _groups(ec2, vpc)
    _lists(ec2, vpc, subnets[0])
    interface = ec2.create_network_interface(SubnetId=subnets[0])["NetworkInterface"]["NetworkInterfaceId"]
    used = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.associate_address(AllocationId=used, NetworkInterfaceId=interface)
    for chosen in (subnets, subnets[:1]):
        ec2.create_vpc_endpoint(
            VpcId=vpc, ServiceName=f"com.amazonaws.{HOME}.sqs", VpcEndpointType="Interface", SubnetIds=chosen
        )
    _ways(ec2, vpc)


def _groups(ec2: Any, vpc: str) -> None:  # noqa: ANN401  boto3 makes client classes at run time
    openings: dict[str, dict[str, Any]] = {
        "cmp-rdp": {"IpProtocol": "tcp", "FromPort": 3389, "ToPort": 3389},
        "cmp-ssh": {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22},
        "cmp-ftp": {"IpProtocol": "tcp", "FromPort": 20, "ToPort": 21},
        "cmp-mysql": {"IpProtocol": "tcp", "FromPort": 3306, "ToPort": 3306},
        "cmp-all": {"IpProtocol": "-1"},
        "cmp-web": {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443},
        "launch-wizard-7": {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443},
    }
    for name, opening in openings.items():
        group = ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{**opening, **ANYWHERE}])
    closed = ec2.create_security_group(GroupName="cmp-closed", Description="closed", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=closed,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
    )
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    default = ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]
    if default["IpPermissions"]:
        ec2.revoke_security_group_ingress(GroupId=default["GroupId"], IpPermissions=default["IpPermissions"])
    if default["IpPermissionsEgress"]:
        ec2.revoke_security_group_egress(GroupId=default["GroupId"], IpPermissions=default["IpPermissionsEgress"])


def _lists(ec2: Any, vpc: str, subnet: str) -> None:  # noqa: ANN401  as above
    used = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
    associations = ec2.describe_network_acls(Filters=filters)["NetworkAcls"][0]["Associations"]
    mine = next(one for one in associations if one["SubnetId"] == subnet)
    ec2.replace_network_acl_association(AssociationId=mine["NetworkAclAssociationId"], NetworkAclId=used)
    ec2.create_network_acl_entry(
        NetworkAclId=used,
        RuleNumber=100,
        RuleAction="allow",
        Protocol="6",
        Egress=False,
        PortRange={"From": 443, "To": 443},
        CidrBlock="0.0.0.0/0",
    )
    ec2.create_network_acl(VpcId=vpc)


def _ways(ec2: Any, vpc: str) -> None:  # noqa: ANN401  as above
    other = ec2.create_vpc(CidrBlock="10.41.0.0/16")["Vpc"]["VpcId"]
    peering = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=other)["VpcPeeringConnection"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering["VpcPeeringConnectionId"])
    for here, there in ((vpc, "10.41.0.0/16"), (other, "10.40.0.0/16")):
        table = ec2.create_route_table(VpcId=here)["RouteTable"]["RouteTableId"]
        ec2.create_route(
            RouteTableId=table, DestinationCidrBlock=there, VpcPeeringConnectionId=peering["VpcPeeringConnectionId"]
        )
    for accepts in ("enable", "disable"):
        ec2.create_transit_gateway(Description=accepts, Options={"AutoAcceptSharedAttachments": accepts})
