"""Papermoon's services on AWS: albums, uploads, thumbnails, billing, the print shop and the rest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfast.demo.estate import Accounts
    from holdfast.demo.simulated_aws import Account

_HOME = "eu-west-1"
_IMAGE = "ami-0a1b2c3d4e5f60718"

_BLOCK = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}


def first_services(accounts: Accounts) -> None:
    """Build what ran before anybody looked."""
    production, staging = accounts.production, accounts.staging
    _buckets(production)
    _networks(production)
    _databases(production)
    _messaging(production)
    _functions(production)
    _staging(staging)


def mend_the_exports(accounts: Accounts) -> None:
    """Close the exports bucket and SSH, encrypt the queues, rotate the secrets' keys."""
    s3 = accounts.production.client("s3", region_name=_HOME)
    s3.delete_bucket_policy(Bucket="papermoon-exports")
    for bucket in ("papermoon-exports", "papermoon-website", "papermoon-insights"):
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=_BLOCK)
    ec2 = accounts.production.client("ec2", region_name=_HOME)
    bastion = _group(accounts.production, "bastion")
    ec2.revoke_security_group_ingress(GroupId=bastion, IpPermissions=[_from_anywhere(22, 22)])
    sqs = accounts.production.client("sqs", region_name=_HOME)
    for name in ("uploads-received", "thumbnails-wanted"):
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"SqsManagedSseEnabled": "true"})


def launch_print_shop(accounts: Accounts) -> None:
    """Open the print shop in a hurry: off the road, with what that costs."""
    session = accounts.production
    ec2 = session.client("ec2", region_name=_HOME)
    vpc = ec2.describe_vpcs(Filters=[{"Name": "tag:service", "Values": ["platform"]}])["Vpcs"][0]["VpcId"]
    group = ec2.create_security_group(GroupName="print-shop-db", Description="print shop database", VpcId=vpc)[
        "GroupId"
    ]
    ec2.create_tags(Resources=[group], Tags=_tags("print-shop"))
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[_from_anywhere(5432, 5432, ipv6=True)])
    session.client("rds", region_name=_HOME).create_db_instance(
        DBInstanceIdentifier="print-shop",
        DBInstanceClass="db.t3.medium",
        Engine="postgres",
        AllocatedStorage=50,
        MasterUsername="printshop",
        MasterUserPassword="simulated-only",
        PubliclyAccessible=True,
        StorageEncrypted=True,
        BackupRetentionPeriod=1,
        Tags=_tags("print-shop"),
    )
    _bucket(session, "papermoon-print-orders", "print-shop", block=False)
    session.client("sqs", region_name=_HOME).create_queue(
        QueueName="print-orders", Attributes={"SqsManagedSseEnabled": "false"}, tags={"service": "print-shop"}
    )
    session.client("ecr", region_name=_HOME).create_repository(repositoryName="print-shop", tags=_tags("print-shop"))
    session.client("logs", region_name=_HOME).create_log_group(
        logGroupName="/papermoon/print-shop", tags={"service": "print-shop"}
    )


def mend_the_print_shop(accounts: Accounts) -> None:
    """Take the print shop's database off the internet; its open port is still to be closed."""
    session = accounts.production
    session.client("rds", region_name=_HOME).modify_db_instance(
        DBInstanceIdentifier="print-shop", PubliclyAccessible=False, BackupRetentionPeriod=14, ApplyImmediately=True
    )
    session.client("s3", region_name=_HOME).put_public_access_block(
        Bucket="papermoon-print-orders", PublicAccessBlockConfiguration=_BLOCK
    )


def share_a_snapshot(accounts: Accounts) -> None:
    """Leave a snapshot open to every AWS account, as a debugging session did this morning."""
    ec2 = accounts.production.client("ec2", region_name=_HOME)
    volume = ec2.create_volume(AvailabilityZone=f"{_HOME}a", Size=100, Encrypted=False)["VolumeId"]
    snapshot = ec2.create_snapshot(VolumeId=volume, Description="albums search index, for a look at home")["SnapshotId"]
    ec2.create_tags(Resources=[snapshot, volume], Tags=_tags("search"))
    ec2.modify_snapshot_attribute(
        SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add", GroupNames=["all"]
    )


def _buckets(session: Account) -> None:
    for name, service in (
        ("papermoon-albums-originals", "albums"),
        ("papermoon-albums-shares", "albums"),
        ("papermoon-uploads-incoming", "uploads"),
        ("papermoon-thumbnails", "thumbnails"),
        ("papermoon-search-index", "search"),
        ("papermoon-billing-invoices", "billing"),
        ("papermoon-backups", "platform"),
    ):
        _bucket(session, name, service, block=True)
    _bucket(session, "papermoon-insights", "insights", block=False)
    _bucket(session, "papermoon-website", "website", block=False)
    _bucket(session, "papermoon-exports", "accounts", block=False)
    s3 = session.client("s3", region_name=_HOME)
    s3.create_bucket(Bucket="pm-test-2019", CreateBucketConfiguration={"LocationConstraint": _HOME})
    s3.put_bucket_policy(Bucket="papermoon-exports", Policy=_readable_by_anyone("papermoon-exports"))
    s3.put_bucket_policy(Bucket="papermoon-website", Policy=_readable_by_anyone("papermoon-website"))
    for name in ("papermoon-albums-originals", "papermoon-billing-invoices", "papermoon-backups"):
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        s3.put_bucket_policy(Bucket=name, Policy=_tls_only(name))


def _networks(session: Account) -> None:
    ec2 = session.client("ec2", region_name=_HOME)
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.1.0/24", AvailabilityZone=f"{_HOME}a")["Subnet"]["SubnetId"]
    ec2.create_tags(Resources=[vpc, subnet], Tags=_tags("platform"))
    groups = {}
    for name, service in (("albums", "albums"), ("search", "search"), ("bastion", "platform"), ("old-vpn", "")):
        groups[name] = ec2.create_security_group(GroupName=name, Description=f"{name} servers", VpcId=vpc)["GroupId"]
        if service:
            ec2.create_tags(Resources=[groups[name]], Tags=_tags(service))
    ec2.authorize_security_group_ingress(GroupId=groups["albums"], IpPermissions=[_from_anywhere(443, 443, ipv6=True)])
    ec2.authorize_security_group_ingress(GroupId=groups["bastion"], IpPermissions=[_from_anywhere(22, 22)])
    ec2.authorize_security_group_ingress(GroupId=groups["old-vpn"], IpPermissions=[_from_anywhere(1000, 4000)])
    for service, count, tokens in (("albums", 3, "required"), ("search", 2, "optional")):
        ec2.run_instances(
            ImageId=_IMAGE,
            InstanceType="m6i.large",
            MinCount=count,
            MaxCount=count,
            SubnetId=subnet,
            SecurityGroupIds=[groups[service]],
            MetadataOptions={"HttpTokens": tokens, "HttpEndpoint": "enabled"},
            TagSpecifications=[
                {"ResourceType": "instance", "Tags": [*_tags(service), {"Key": "Name", "Value": service}]}
            ],
        )
    for encrypted, service in ((True, "albums"), (True, "search"), (False, "insights")):
        volume = ec2.create_volume(AvailabilityZone=f"{_HOME}a", Size=200, Encrypted=encrypted)["VolumeId"]
        ec2.create_tags(Resources=[volume], Tags=_tags(service))


def _databases(session: Account) -> None:
    rds = session.client("rds", region_name=_HOME)
    for name, service, encrypted, days in (
        ("albums", "albums", True, 14),
        ("accounts", "accounts", True, 35),
        ("billing", "billing", True, 35),
        ("insights", "insights", False, 1),
    ):
        rds.create_db_instance(
            DBInstanceIdentifier=name,
            DBInstanceClass="db.r6g.large",
            Engine="postgres",
            AllocatedStorage=200,
            MasterUsername="papermoon",
            MasterUserPassword="simulated-only",
            PubliclyAccessible=False,
            StorageEncrypted=encrypted,
            BackupRetentionPeriod=days,
            MultiAZ=encrypted,
            DeletionProtection=service in {"accounts", "billing"},
            AutoMinorVersionUpgrade=True,
            Tags=_tags(service),
        )
    dynamodb = session.client("dynamodb", region_name=_HOME)
    for name, service, recovery in (("shares", "albums", True), ("sessions", "accounts", False)):
        dynamodb.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            DeletionProtectionEnabled=recovery,
            Tags=_tags(service),
        )
        if recovery:
            dynamodb.update_continuous_backups(
                TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
            )


def _messaging(session: Account) -> None:
    kms = session.client("kms", region_name=_HOME)
    for name, service, rotates in (("albums", "albums", True), ("billing", "billing", False)):
        key = kms.create_key(Description=f"{name} data", Tags=[{"TagKey": "service", "TagValue": service}])
        kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=key["KeyMetadata"]["KeyId"])
        if rotates:
            kms.enable_key_rotation(KeyId=key["KeyMetadata"]["KeyId"])
    sqs = session.client("sqs", region_name=_HOME)
    for name, service in (("uploads-received", "uploads"), ("thumbnails-wanted", "thumbnails")):
        sqs.create_queue(QueueName=name, Attributes={"SqsManagedSseEnabled": "false"}, tags={"service": service})
    sns = session.client("sns", region_name=_HOME)
    sns.create_topic(Name="albums-shared", Tags=_tags("albums"))
    sns.create_topic(Name="alarms", Attributes={"KmsMasterKeyId": "alias/aws/sns"}, Tags=_tags("platform"))
    secrets = session.client("secretsmanager", region_name=_HOME)
    for name, service in (("albums/database", "albums"), ("billing/card-processor", "billing"), ("old/ftp", "")):
        secrets.create_secret(Name=name, SecretString="simulated", **({"Tags": _tags(service)} if service else {}))


def _functions(session: Account) -> None:
    account = session.client("sts", region_name=_HOME).get_caller_identity()["Account"]
    role = f"arn:aws:iam::{account}:role/thumbnails-task"
    functions = session.client("lambda", region_name=_HOME)
    for name, service, runtime, variables in (
        ("thumbnails-render", "thumbnails", "python3.13", {"LOG_LEVEL": "info"}),
        ("uploads-scan", "uploads", "python3.8", {"LOG_LEVEL": "info"}),
        ("billing-remind", "billing", "nodejs22.x", {"CARD_API_SECRET": "simulated"}),
    ):
        functions.create_function(
            FunctionName=name,
            Runtime=runtime,
            Role=role,
            Handler="main.handler",
            Code={"ZipFile": b"simulated"},
            Environment={"Variables": variables},
            Tags={"service": service},
        )
    ecr = session.client("ecr", region_name=_HOME)
    for name in ("albums", "uploads", "thumbnails", "billing"):
        ecr.create_repository(
            repositoryName=name,
            imageScanningConfiguration={"scanOnPush": name != "uploads"},
            imageTagMutability="IMMUTABLE" if name != "billing" else "MUTABLE",
            tags=_tags(name),
        )
    logs = session.client("logs", region_name=_HOME)
    for name, service, days in (("albums", "albums", 400), ("accounts", "accounts", 400), ("billing", "billing", 30)):
        logs.create_log_group(logGroupName=f"/papermoon/{name}", tags={"service": service})
        logs.put_retention_policy(logGroupName=f"/papermoon/{name}", retentionInDays=days)


def _staging(session: Account) -> None:
    _bucket(session, "papermoon-staging-uploads", "uploads", block=True)
    _bucket(session, "papermoon-staging-scratch", "", block=False)
    ec2 = session.client("ec2", region_name=_HOME)
    group = ec2.create_security_group(GroupName="load-test", Description="load test")["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[_from_anywhere(0, 65535, ipv6=True)])
    session.client("rds", region_name="us-east-1").create_db_instance(
        DBInstanceIdentifier="albums-staging",
        DBInstanceClass="db.t3.medium",
        Engine="postgres",
        AllocatedStorage=50,
        MasterUsername="papermoon",
        MasterUserPassword="simulated-only",
        StorageEncrypted=False,
        Tags=_tags("albums"),
    )


def _bucket(session: Account, name: str, service: str, *, block: bool) -> None:
    s3 = session.client("s3", region_name=_HOME)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": _HOME})
    if service:
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": _tags(service)})
    if block:
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=_BLOCK)


def _group(account: Account, name: str) -> str:
    ec2 = account.client("ec2", region_name=_HOME)
    found = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": [name]}])["SecurityGroups"]
    identifier: str = found[0]["GroupId"]
    return identifier


def _from_anywhere(first: int, last: int, *, ipv6: bool = False) -> dict[str, object]:
    rule: dict[str, object] = {
        "IpProtocol": "tcp",
        "FromPort": first,
        "ToPort": last,
        "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
    }
    if ipv6:
        rule["Ipv6Ranges"] = [{"CidrIpv6": "::/0"}]
    return rule


def _readable_by_anyone(bucket: str) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "s3:GetObject",
                    "Resource": f"arn:aws:s3:::{bucket}/*",
                }
            ],
        }
    )


def _tls_only(bucket: str) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            ],
        }
    )


def _tags(service: str) -> list[dict[str, str]]:
    return [{"Key": "service", "Value": service}]
