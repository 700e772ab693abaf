"""EC2's tables hold what boto3 itself lists of instances, security groups, disks, images and regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from regional_estate import REGION, seed_machines

from holdfast.collectors.aws import ec2_instances, ec2_region, ec2_security_groups, ec2_storage
from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.ec2_instances import INSTANCE, INSTANCE_SECURITY_GROUP
from holdfast.collectors.aws.ec2_ranges import is_any_source, open_to_any
from holdfast.collectors.aws.ec2_region import REGION_SETTINGS
from holdfast.collectors.aws.ec2_security_groups import SECURITY_GROUP, SECURITY_GROUP_RULE
from holdfast.collectors.aws.ec2_storage import IMAGE, SNAPSHOT, VOLUME
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

ACCOUNT = "123456789012"


def instances(ec2: Any) -> list[dict[str, Any]]:
    return [one for reservation in ec2.describe_instances()["Reservations"] for one in reservation["Instances"]]


def tags(item: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in item.get("Tags", [])}


def test_instances_are_what_boto3_lists(aws: SimulatedAws) -> None:
    ec2 = seed_machines(aws)
    got = aws.collect([ec2_instances.SERVICE])
    assert got.unread() == []
    listed = {one["InstanceId"]: one for one in instances(ec2)}
    rows = {str(row["instance_id"]): row for row in got.rows(INSTANCE)}
    assert rows.keys() == listed.keys()
    assert {row["state"] for row in rows.values()} == {"running", "terminated"}
    for instance_id, row in rows.items():
        one = listed[instance_id]
        assert row["arn"] == f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{instance_id}"
        assert row["name"] == tags(one).get("Name", instance_id)
        assert row["tags"] == tags(one)
        assert row["launched_at"] == utc(one["LaunchTime"])
        assert row["public_ip"] == one.get("PublicIpAddress", "")
        assert row["has_public_ip"] is bool(one.get("PublicIpAddress"))
        assert row["public_dns"] == one.get("PublicDnsName", "")
        assert (row["image_id"], row["instance_type"]) == (one["ImageId"], one["InstanceType"])
        assert (row["subnet_id"], row["vpc_id"]) == (one.get("SubnetId", ""), one.get("VpcId", ""))
        assert row["metadata_tokens"] == one["MetadataOptions"]["HttpTokens"]
        assert row["metadata_endpoint"] == one["MetadataOptions"]["HttpEndpoint"]
        assert row["metadata_hop_limit"] == one["MetadataOptions"]["HttpPutResponseHopLimit"]
        assert row["instance_profile_arn"] == one.get("IamInstanceProfile", {}).get("Arn", "")
        assert row["detailed_monitoring"] is (one["Monitoring"]["State"] == "enabled")
        assert row["ebs_optimized"] is one["EbsOptimized"]
    assert {row["metadata_tokens"] for row in rows.values()} == {"required", "optional"}


def test_user_data_is_never_asked_for_nor_kept(aws: SimulatedAws) -> None:
    seed_machines(aws)
    got = aws.collect([ec2_instances.SERVICE])
    assert aws.calls.count("ec2:DescribeInstanceAttribute") == 0
    assert "not-for-keeping" not in repr(got.tables)


def test_an_instance_has_the_groups_of_all_its_interfaces(aws: SimulatedAws) -> None:
    ec2 = seed_machines(aws)
    got = aws.collect([ec2_instances.SERVICE])
    expected = {
        (f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{one['InstanceId']}", group["GroupId"])
        for one in instances(ec2)
        for groups in (one["SecurityGroups"], *(interface["Groups"] for interface in one["NetworkInterfaces"]))
        for group in groups
    }
    assert expected == {(row["instance_arn"], row["security_group_id"]) for row in got.rows(INSTANCE_SECURITY_GROUP)}
    assert len(expected) >= 4


def test_groups_and_rules_are_what_boto3_lists(aws: SimulatedAws) -> None:
    ec2 = seed_machines(aws)
    got = aws.collect([ec2_security_groups.SERVICE])
    assert got.unread() == []
    listed = {one["GroupId"]: one for one in ec2.describe_security_groups()["SecurityGroups"]}
    rows = {row["security_group_id"]: row for row in got.rows(SECURITY_GROUP)}
    assert rows.keys() == listed.keys()
    for group_id, one in listed.items():
        row = rows[group_id]
        assert row["arn"] == one["SecurityGroupArn"]
        assert (row["group_name"], row["vpc_id"]) == (one["GroupName"], one["VpcId"])
        assert (row["description"], row["tags"]) == (one["Description"], tags(one))
        assert row["is_default"] is (one["GroupName"] == "default")
    sources = sum(
        len(permission[kind])
        for one in listed.values()
        for permission in (*one["IpPermissions"], *one["IpPermissionsEgress"])
        for kind in ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs")
    )
    assert len(got.rows(SECURITY_GROUP_RULE)) == sources


@pytest.mark.parametrize(
    ("from_port", "protocol", "to_port", "is_any"),
    [
        (20, "tcp", 25, True),  # 0.0.0.0/0
        (443, "tcp", 443, True),  # ::/0
        (5432, "tcp", 5432, True),  # half of the internet
        (80, "tcp", 80, True),  # a prefix list that holds ::/0
        (0, "-1", 65535, False),  # all traffic, of another group
        (8, "icmp", -1, False),  # a network of one's own
    ],
)
def test_each_rule_says_whether_the_internet_may_use_it(
    aws: SimulatedAws, from_port: int, protocol: str, to_port: int, *, is_any: bool
) -> None:
    seed_machines(aws)
    got = aws.collect([ec2_security_groups.SERVICE])
    web = got.row(SECURITY_GROUP, group_name="web")["arn"]
    rule = got.row(
        SECURITY_GROUP_RULE, security_group_arn=web, direction="ingress", protocol=protocol, from_port=from_port
    )
    assert (rule["to_port"], rule["is_any_source"]) == (to_port, is_any)
    if protocol == "-1":
        assert rule["referenced_group_id"] == got.row(SECURITY_GROUP, group_name="clients")["security_group_id"]
        assert rule["description"] == "ours"


def test_a_refused_prefix_list_leaves_only_that_rule_unread(aws: SimulatedAws) -> None:
    seed_machines(aws)
    aws.deny("ec2:GetManagedPrefixListEntries", code="UnauthorizedOperation")
    got = aws.collect([ec2_security_groups.SERVICE])
    web = str(got.row(SECURITY_GROUP, group_name="web")["arn"])
    assert got.unread() == [(SECURITY_GROUP_RULE.name, REGION, web, State.DENIED)]
    assert [row["from_port"] for row in got.rows(SECURITY_GROUP_RULE) if row["is_any_source"] is None] == [80]


def test_disks_snapshots_and_images_are_what_boto3_lists(aws: SimulatedAws) -> None:
    ec2 = seed_machines(aws)
    got = aws.collect([ec2_storage.SERVICE])
    assert got.unread() == []
    volumes = {one["VolumeId"]: one for one in ec2.describe_volumes()["Volumes"]}
    assert {row["volume_id"] for row in got.rows(VOLUME)} == volumes.keys()
    for row in got.rows(VOLUME):
        one = volumes[str(row["volume_id"])]
        assert (row["encrypted"], row["size_gb"]) == (one["Encrypted"], one["Size"])
        assert (row["attached"], row["tags"]) == (bool(one["Attachments"]), tags(one))
        assert row["created_at"] == utc(one["CreateTime"])
        assert row["kms_key_arn"] == one.get("KmsKeyId", "")
    listed = ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]  # the simulation adds other owners' too
    snapshots = {one["SnapshotId"]: one for one in listed if one["OwnerId"] == ACCOUNT}
    assert {row["snapshot_id"] for row in got.rows(SNAPSHOT)} == snapshots.keys()
    for row in got.rows(SNAPSHOT):
        one = snapshots[str(row["snapshot_id"])]
        permissions = ec2.describe_snapshot_attribute(SnapshotId=one["SnapshotId"], Attribute="createVolumePermission")[
            "CreateVolumePermissions"
        ]
        assert row["is_public"] is ({"Group": "all"} in permissions)
        assert row["shared_with"] == [who["UserId"] for who in permissions if "UserId" in who]
        assert (row["encrypted"], row["volume_id"]) == (one["Encrypted"], one["VolumeId"])
        assert row["started_at"] == utc(one["StartTime"])
    assert sorted(bool(row["is_public"]) for row in got.rows(SNAPSHOT)).count(True) == 1
    images = ec2.describe_images(Owners=["self"])["Images"]
    assert [(row["image_id"], row["name"], row["is_public"]) for row in got.rows(IMAGE)] == [
        (one["ImageId"], one["Name"], one["Public"]) for one in images
    ]


def test_a_snapshot_that_is_deleted_meanwhile_has_no_row(aws: SimulatedAws) -> None:
    ec2 = seed_machines(aws)
    listed = ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]
    gone = next(one["SnapshotId"] for one in listed if one["OwnerId"] == ACCOUNT)
    aws.deny("ec2:DescribeSnapshotAttribute", code="InvalidSnapshot.NotFound", SnapshotId=gone)
    got = aws.collect([ec2_storage.SERVICE])
    assert got.unread() == []
    assert gone not in {row["snapshot_id"] for row in got.rows(SNAPSHOT)}


def test_a_region_says_what_it_does_unasked_and_what_it_does_not_offer(aws: SimulatedAws) -> None:
    seed_machines(aws)
    got = aws.collect([ec2_region.SERVICE], regions=(REGION, "us-east-1"))
    assert got.unread() == []
    assert [(row["arn"], row["ebs_encryption_by_default"]) for row in got.rows(REGION_SETTINGS)] == [
        (f"ec2-region:{ACCOUNT}/{REGION}", True),
        (f"ec2-region:{ACCOUNT}/us-east-1", False),
    ]
    # The simulation has none of the other settings, so nothing is known of them.
    assert {row["offers_snapshot_block"] for row in got.rows(REGION_SETTINGS)} == {None}
    # A real region that has them not says InvalidAction.
    aws.deny("ec2:GetSnapshotBlockPublicAccessState", code="InvalidAction")
    again = aws.collect([ec2_region.SERVICE])
    assert (again.unread(), again.rows(REGION_SETTINGS)[0]["offers_snapshot_block"]) == ([], False)


@pytest.mark.parametrize(
    ("operation", "columns"),
    [
        ("GetEbsEncryptionByDefault", {"ebs_encryption_by_default"}),
        ("GetEbsDefaultKmsKeyId", {"offers_ebs_default_key", "ebs_default_key"}),
        ("GetSnapshotBlockPublicAccessState", {"offers_snapshot_block", "snapshot_block"}),
        ("GetImageBlockPublicAccessState", {"offers_image_block", "image_block"}),
        (
            "GetInstanceMetadataDefaults",
            {"offers_metadata_defaults", "metadata_tokens", "metadata_endpoint", "metadata_hop_limit"},
        ),
        ("GetSerialConsoleAccessStatus", {"offers_serial_console", "serial_console"}),
    ],
)
def test_a_refused_setting_is_unread_and_not_absent(aws: SimulatedAws, operation: str, columns: set[str]) -> None:
    for name in (
        "GetEbsDefaultKmsKeyId",
        "GetSnapshotBlockPublicAccessState",
        "GetImageBlockPublicAccessState",
        "GetInstanceMetadataDefaults",
        "GetSerialConsoleAccessStatus",
    ):
        aws.answers[f"ec2:{name}"] = {}
    aws.deny(f"ec2:{operation}", code="UnauthorizedOperation")
    got = aws.collect([ec2_region.SERVICE])
    (row,) = got.rows(REGION_SETTINGS)
    assert {name for name, value in row.items() if value is None} == columns
    assert got.unread() == [(REGION_SETTINGS.name, REGION, row["arn"], State.DENIED)]


@pytest.mark.parametrize(
    ("cidr", "is_any"),
    [
        ("0.0.0.0/0", True),
        ("::/0", True),
        ("0:0:0:0:0:0:0:0/0", True),
        ("128.0.0.0/1", True),
        ("2000::/3", True),
        ("10.0.0.0/8", False),
        ("203.0.113.7/32", False),
        ("2001:db8::/32", False),
        ("", False),
    ],
)
def test_the_internet_is_known_however_it_is_written(cidr: str, *, is_any: bool) -> None:
    assert is_any_source(cidr) is is_any


@pytest.mark.parametrize(
    ("entries", "opened"),
    [
        ([], []),
        ([(True, 0, 65535)], [(0, 65535)]),
        ([(False, 22, 22), (True, 0, 65535)], [(0, 21), (23, 65535)]),
        ([(True, 0, 65535), (False, 22, 22)], [(0, 65535)]),
        ([(True, 10, 20), (True, 21, 30), (False, 0, 15), (True, 15, 16)], [(10, 30)]),
        ([(False, 0, 65535), (True, 22, 22)], []),
    ],
)
def test_the_first_entry_that_covers_a_port_decides(
    entries: list[tuple[bool, int, int]], opened: list[tuple[int, int]]
) -> None:
    assert open_to_any(entries) == opened
