"""Systems Manager: documents and whom they are shared with, parameters without their values, patched machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denials import Cost, hold_empty, hold_to_costs
from simulated_account import NOW

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.ssm import DOCUMENT, NODE, PARAMETER, SERVICE

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
CONTENT = '{"schemaVersion": "2.2", "mainSteps": []}'
#: moto knows no managed machines.
ANSWERS: dict[str, Any] = {
    "ssm:DescribeInstanceInformation": {
        "InstanceInformationList": [
            {
                "InstanceId": "i-1",
                "ComputerName": "shop",
                "PingStatus": "Online",
                "PlatformType": "Linux",
                "IsLatestVersion": True,
            },
            {"InstanceId": "mi-2", "Name": "printer", "PingStatus": "ConnectionLost", "PlatformType": "Windows"},
        ]
    },
    "ssm:DescribeInstancePatchStates": {
        "InstancePatchStates": [
            {
                "InstanceId": "i-1",
                "OperationEndTime": NOW,
                "MissingCount": 3,
                "FailedCount": 1,
                "InstalledPendingRebootCount": 2,
            }
        ]
    },
}
PATCHES = frozenset(
    {"patches_known", "patches_looked_at", "patches_missing", "patches_failed", "patches_pending_reboot"}
)
COSTS: dict[str, Cost] = {
    "ssm:ListDocuments": (DOCUMENT,),
    "ssm:DescribeDocumentPermission": {DOCUMENT: frozenset({"is_public", "shared_with"})},
    "ssm:DescribeParameters": (PARAMETER,),
    "ssm:DescribeInstanceInformation": (NODE,),
    "ssm:DescribeInstancePatchStates": {NODE: PATCHES},
}


def seed(aws: SimulatedAws) -> None:
    """Make documents of our own, one of them for everybody, and parameters of each kind."""
    client = aws.seed.client("ssm", region_name=REGION)
    for name, accounts in (("public", ["all"]), ("shared", ["111111111111"]), ("own", [])):
        client.create_document(
            Content=CONTENT, Name=name, DocumentType="Command", Tags=[{"Key": "service", "Value": "Zoë"}]
        )
        if accounts:
            client.modify_document_permission(Name=name, PermissionType="Share", AccountIdsToAdd=accounts)
    client.put_parameter(Name="/shop/db_password", Value="simulated-only", Type="String")
    client.put_parameter(Name="/shop/api_key", Value="simulated-only", Type="SecureString")
    client.put_parameter(Name="hosts", Value="a,b", Type="StringList")


def test_what_is_there_is_what_boto3_lists_and_a_denied_call_costs_what_it_fills(aws: SimulatedAws) -> None:
    seed(aws)
    aws.answers |= ANSWERS
    got = hold_to_costs(aws, SERVICE, COSTS, gone={"ssm:DescribeDocumentPermission": "InvalidDocument"})
    client = aws.seed.client("ssm", region_name=REGION)
    assert {row["name"]: (row["is_public"], row["shared_with"]) for row in got.rows(DOCUMENT)} == {
        "public": (True, []),
        "shared": (False, ["111111111111"]),
        "own": (False, []),
    }
    assert got.row(DOCUMENT, name="own")["tags"] == {"service": "Zoë"}
    listed = {one["Name"]: one for one in client.describe_parameters()["Parameters"]}
    assert {row["name"]: row["type"] for row in got.rows(PARAMETER)} == {
        name: one["Type"] for name, one in listed.items()
    }
    password = got.row(PARAMETER, name="/shop/db_password")
    assert password["arn"] == f"arn:aws:ssm:{REGION}:123456789012:parameter/shop/db_password"
    assert password["key_id"] == ""
    assert got.row(PARAMETER, name="/shop/api_key")["key_id"] == listed["/shop/api_key"]["KeyId"]
    shop, printer = got.row(NODE, name="shop"), got.row(NODE, name="printer")
    assert (shop["online"], shop["agent_current"], shop["patches_known"]) == (True, True, True)
    assert (shop["patches_missing"], shop["patches_failed"], shop["patches_pending_reboot"]) == (3, 1, 2)
    assert shop["patches_looked_at"] == utc(NOW)
    assert (printer["online"], printer["patches_known"], printer["patches_missing"]) == (False, False, 0)


def test_no_value_of_a_parameter_is_asked_for(aws: SimulatedAws) -> None:
    seed(aws)
    aws.answers |= ANSWERS
    aws.collect([SERVICE])
    assert not [call for call in aws.calls if "GetParameter" in call or "GetDocument" in call]


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    aws.answers["ssm:DescribeInstanceInformation"] = {"InstanceInformationList": []}
    hold_empty(aws, SERVICE)
