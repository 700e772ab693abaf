"""A varied account in one region: something of every kind that EC2, VPC, RDS and the auditors list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
TAGS = [{"Key": "Name", "Value": "Zoë 🚀"}, {"Key": "service", "Value": "albums"}]


def seed_network(aws: SimulatedAws) -> Any:
    """Make a VPC with all that belongs to one; return the client."""
    ec2 = aws.seed.client("ec2", region_name=REGION)
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.1.0/24", AvailabilityZone=f"{REGION}a")["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    ec2.create_tags(Resources=[vpc, subnet], Tags=TAGS)
    aws.seed.client("s3", region_name=REGION).create_bucket(
        Bucket="flows", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    for resource, kind in ((vpc, "VPC"), (subnet, "Subnet")):
        ec2.create_flow_logs(
            ResourceType=kind,
            ResourceIds=[resource],
            TrafficType="ALL",
            LogDestinationType="s3",
            LogDestination="arn:aws:s3:::flows",
        )
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    for number, action, protocol, ports, cidr in (
        (90, "deny", "6", (22, 22), {"CidrBlock": "0.0.0.0/0"}),
        (100, "allow", "6", (0, 1023), {"CidrBlock": "0.0.0.0/0"}),
        (110, "allow", "17", (53, 53), {"Ipv6CidrBlock": "::/0"}),
        (120, "allow", "6", (3389, 3389), {"CidrBlock": "10.0.0.0/8"}),
    ):
        ec2.create_network_acl_entry(
            NetworkAclId=acl,
            RuleNumber=number,
            RuleAction=action,
            Protocol=protocol,
            Egress=False,
            PortRange={"From": ports[0], "To": ports[1]},
            **cidr,
        )
    ec2.create_network_interface(SubnetId=subnet, Description="spare", TagSpecifications=_tagged("network-interface"))
    ec2.allocate_address(Domain="vpc", TagSpecifications=_tagged("elastic-ip"))
    return ec2


def seed_machines(aws: SimulatedAws) -> Any:
    """Make instances in several states, security groups, disks and images; return the client."""
    ec2 = seed_network(aws)
    vpc = ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.20.0.0/16"]}])["Vpcs"][0]["VpcId"]
    subnet = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"][0]["SubnetId"]
    web = ec2.create_security_group(GroupName="web", Description="for all", VpcId=vpc)["GroupId"]
    clients = ec2.create_security_group(GroupName="clients", Description="clients", VpcId=vpc)["GroupId"]
    listed = ec2.create_managed_prefix_list(
        PrefixListName="everyone", MaxEntries=2, AddressFamily="IPv6", Entries=[{"Cidr": "::/0"}]
    )["PrefixList"]["PrefixListId"]
    ec2.create_tags(Resources=[web], Tags=TAGS)
    ec2.authorize_security_group_ingress(
        GroupId=web,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 20, "ToPort": 25, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]},
            {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": [{"CidrIp": "0.0.0.0/1"}]},
            {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "PrefixListIds": [{"PrefixListId": listed}]},
            {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": clients, "Description": "ours"}]},
            {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
        ],
    )
    for tokens, profile in (("required", "albums"), ("optional", "")):
        role: dict[str, Any] = {"IamInstanceProfile": {"Name": _profile(aws, profile)}} if profile else {}
        ec2.run_instances(
            ImageId="ami-12345678",
            InstanceType="t3.micro",
            MinCount=1,
            MaxCount=1,
            SubnetId=subnet,
            SecurityGroupIds=[web, clients],
            MetadataOptions={"HttpTokens": tokens, "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 2},
            UserData="password=not-for-keeping",
            TagSpecifications=_tagged("instance"),
            **role,
        )
    gone = ec2.run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    kept = ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
    ec2.terminate_instances(InstanceIds=[gone])
    ec2.create_image(InstanceId=kept, Name="golden", Description="base")
    for encrypted in (True, False):
        volume = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=10, Encrypted=encrypted)["VolumeId"]
        made = ec2.create_snapshot(VolumeId=volume, Description="by hand", TagSpecifications=_tagged("snapshot"))
        ec2.create_tags(Resources=[volume], Tags=TAGS)
        ec2.modify_snapshot_attribute(
            SnapshotId=made["SnapshotId"],
            Attribute="createVolumePermission",
            OperationType="add",
            **({"UserIds": ["222222222222"]} if encrypted else {"GroupNames": ["all"]}),
        )
    ec2.enable_ebs_encryption_by_default()
    return ec2


def seed_databases(aws: SimulatedAws) -> Any:
    """Make databases, a cluster, and snapshots of both; return the client."""
    rds = aws.seed.client("rds", region_name=REGION)
    rds.create_db_parameter_group(DBParameterGroupName="strict", DBParameterGroupFamily="postgres16", Description="TLS")
    rds.modify_db_parameter_group(
        DBParameterGroupName="strict",
        Parameters=[{"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}],
    )
    plain = {"DBInstanceClass": "db.t3.micro", "AllocatedStorage": 20, "MasterUsername": "u"}
    rds.create_db_instance(
        DBInstanceIdentifier="full",
        Engine="postgres",
        EngineVersion="16.1",
        MasterUserPassword="simulated-only",
        PubliclyAccessible=True,
        StorageEncrypted=True,
        MultiAZ=True,
        BackupRetentionPeriod=14,
        DeletionProtection=True,
        EnableIAMDatabaseAuthentication=True,
        EnableCloudwatchLogsExports=["postgresql"],
        DBParameterGroupName="strict",
        CopyTagsToSnapshot=True,
        Tags=TAGS,
        **plain,
    )
    rds.create_db_instance(DBInstanceIdentifier="bare", Engine="mysql", MasterUserPassword="simulated-only", **plain)
    rds.create_db_cluster(
        DBClusterIdentifier="albums",
        Engine="aurora-postgresql",
        MasterUsername="u",
        MasterUserPassword="simulated-only",
        StorageEncrypted=True,
        Tags=TAGS,
    )
    rds.create_db_instance(
        DBInstanceIdentifier="albums-1",
        DBClusterIdentifier="albums",
        Engine="aurora-postgresql",
        DBInstanceClass="db.t3.medium",
    )
    rds.create_db_snapshot(DBInstanceIdentifier="full", DBSnapshotIdentifier="public")
    rds.create_db_snapshot(DBInstanceIdentifier="bare", DBSnapshotIdentifier="private", Tags=TAGS)
    rds.create_db_cluster_snapshot(DBClusterIdentifier="albums", DBClusterSnapshotIdentifier="shared")
    rds.modify_db_snapshot_attribute(DBSnapshotIdentifier="public", AttributeName="restore", ValuesToAdd=["all"])
    rds.modify_db_cluster_snapshot_attribute(
        DBClusterSnapshotIdentifier="shared", AttributeName="restore", ValuesToAdd=["222222222222"]
    )
    return rds


def seed_auditors(aws: SimulatedAws) -> Any:
    """Make trails, a recorder and a detector; return CloudTrail's client."""
    aws.seed.client("s3", region_name=REGION).create_bucket(
        Bucket="trails", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    trails = aws.seed.client("cloudtrail", region_name=REGION)
    trails.create_trail(
        Name="everywhere",
        S3BucketName="trails",
        S3KeyPrefix="logs",
        IsMultiRegionTrail=True,
        EnableLogFileValidation=True,
        KmsKeyId="arn:aws:kms:eu-west-1:123456789012:key/k",
        TagsList=TAGS,
    )
    trails.start_logging(Name="everywhere")
    trails.create_trail(Name="here", S3BucketName="trails", IncludeGlobalServiceEvents=False)
    config = aws.seed.client("config", region_name=REGION)
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": "arn:aws:iam::123456789012:role/config",
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        }
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "trails"})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    aws.seed.client("guardduty", region_name=REGION).create_detector(
        Enable=True,
        Tags={"service": "audit"},
        Features=[{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}, {"Name": "EKS_AUDIT_LOGS", "Status": "DISABLED"}],
    )
    return trails


def _tagged(kind: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": TAGS}]


def _profile(aws: SimulatedAws, name: str) -> str:
    aws.seed.client("iam").create_instance_profile(InstanceProfileName=name)
    return name
