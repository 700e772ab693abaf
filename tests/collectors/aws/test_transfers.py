"""Transfer, DataSync and Lake Formation hold what boto3 says, and a refusal costs only its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from denials import Cost, hold_empty, hold_to_costs

from holdfast.collectors.aws import datasync, lakeformation, transfer

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
DETAILS = {"name", "protocols", "speaks_plain_ftp", "security_policy", "security_policy_year", "logs", "tags"}
DATASYNC: dict[str, Cost] = {
    "datasync:ListTasks": (datasync.TASK,),
    "datasync:DescribeTask": {
        datasync.TASK: frozenset({"source_arn", "destination_arn", "log_group_arn", "logs"}),
    },
    "datasync:ListTagsForResource": {datasync.TASK: frozenset({"tags"})},
}


def test_servers_are_what_boto3_says(aws: SimulatedAws) -> None:
    client = aws.seed.client("transfer", region_name=REGION)
    client.create_server(
        Protocols=["SFTP"],
        EndpointType="VPC",
        SecurityPolicyName="TransferSecurityPolicy-2024-01",
        LoggingRole="arn:aws:iam::123456789012:role/logs",
        Tags=[{"Key": "Name", "Value": "partners"}],
    )
    client.create_server(Protocols=["FTP", "FTPS"], EndpointType="PUBLIC")
    got = aws.collect([transfer.SERVICE])
    assert got.unread() == []
    listed = client.list_servers()["Servers"]
    assert {row["arn"] for row in got.rows(transfer.SERVER)} == {server["Arn"] for server in listed}
    partners = got.row(transfer.SERVER, name="partners")
    assert (partners["protocols"], partners["speaks_plain_ftp"], partners["is_public"]) == (["SFTP"], False, False)
    assert (partners["security_policy_year"], partners["logs"]) == (2024, True)
    old = got.row(transfer.SERVER, is_public=True)
    assert (old["protocols"], old["speaks_plain_ftp"], old["logs"]) == (["FTP", "FTPS"], True, False)
    aws.deny("transfer:DescribeServer", code="AccessDeniedException")
    refused = aws.collect([transfer.SERVICE])
    whole = {row["arn"]: row for row in got.rows(transfer.SERVER)}
    assert {row["arn"]: row for row in refused.rows(transfer.SERVER)} == {
        arn: {**row, **dict.fromkeys(DETAILS), "name": str(arn).rsplit("/", 1)[-1]} for arn, row in whole.items()
    }
    assert {line[2] for line in refused.unread()} == set(whole)
    aws.allow()
    aws.deny("transfer:DescribeServer", code="ResourceNotFoundException")
    assert (aws.collect([transfer.SERVICE]).unread(), aws.collect([transfer.SERVICE]).rows(transfer.SERVER)) == ([], [])


def test_tasks_are_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = aws.seed.client("datasync", region_name=REGION)
    ends = [
        client.create_location_s3(
            S3BucketArn=f"arn:aws:s3:::{name}", S3Config={"BucketAccessRoleArn": "arn:aws:iam::123456789012:role/r"}
        )["LocationArn"]
        for name in ("from", "into")
    ]
    for name in ("told", "silent"):
        client.create_task(SourceLocationArn=ends[0], DestinationLocationArn=ends[1], Name=name)
    group = "arn:aws:logs:eu-west-1:123456789012:log-group:sync"
    aws.answers["datasync:ListTagsForResource"] = {"Tags": [{"Key": "service", "Value": "albums"}]}
    gone = {call: "ResourceNotFoundException" for call, cost in DATASYNC.items() if not isinstance(cost, tuple)}
    got = hold_to_costs(aws, datasync.SERVICE, DATASYNC, gone=gone)
    listed = client.list_tasks()["Tasks"]
    assert {row["arn"] for row in got.rows(datasync.TASK)} == {task["TaskArn"] for task in listed}
    told = got.row(datasync.TASK, name="told")
    assert (told["source_arn"], told["destination_arn"], told["logs"]) == (ends[0], ends[1], False)
    assert told["tags"] == {"service": "albums"}
    for level, logs in (("OFF", False), ("BASIC", True)):
        aws.answers["datasync:DescribeTask"] = {"CloudWatchLogGroupArn": group, "Options": {"LogLevel": level}}
        assert {row["logs"] for row in aws.collect([datasync.SERVICE]).rows(datasync.TASK)} == {logs}


@pytest.mark.parametrize("strict", [True, False])
def test_the_data_lake_is_what_boto3_says(aws: SimulatedAws, strict: bool) -> None:  # noqa: FBT001  a case
    everyone = {"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]}
    admin = {"DataLakePrincipalIdentifier": "arn:aws:iam::123456789012:role/lake"}
    aws.seed.client("lakeformation", region_name=REGION).put_data_lake_settings(
        DataLakeSettings={
            "DataLakeAdmins": [admin],
            "CreateDatabaseDefaultPermissions": [] if strict else [everyone],
            "CreateTableDefaultPermissions": [] if strict else [everyone],
        }
    )
    costs: dict[str, Cost] = {"lakeformation:GetDataLakeSettings": (lakeformation.SETTINGS,)}
    row = hold_to_costs(aws, lakeformation.SERVICE, costs).row(lakeformation.SETTINGS)
    assert (row["in_use"], row["administrators"]) == (True, [admin["DataLakePrincipalIdentifier"]])
    assert row["gives_new_databases_to_all"] is row["gives_new_tables_to_all"] is not strict


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    hold_empty(aws, transfer.SERVICE)
    hold_empty(aws, datasync.SERVICE)
    hold_empty(aws, lakeformation.SERVICE, beyond=(lakeformation.SETTINGS,))
    assert aws.collect([lakeformation.SERVICE]).row(lakeformation.SETTINGS)["in_use"] is False
