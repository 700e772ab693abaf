"""IAM's tables hold what boto3 itself lists, on an account with something of everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from iam_estate import LAST_USED, ROOT, seed
from moto.iam.models import iam_backends
from simulated_account import simulated_aws

from holdfast.collectors.aws import iam_tables as tables
from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.iam import SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulated_account import Collected

    from holdfast.facts.tables import Table


@pytest.fixture(scope="module")
def estate(moto_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """The account, read once: the tests of this module only look at it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        aws = simulated_aws(moto_url, monkeypatch, tmp_path_factory.mktemp("iam"))
        client = seed(aws, monkeypatch)
        client.upload_server_certificate(
            ServerCertificateName="old", CertificateBody="body", PrivateKey="key", Path="/web/"
        )
        role = next(role for role in iam_backends["123456789012"]["aws"].roles.values() if role.name == "open")
        role.last_used = LAST_USED
        yield Estate(client, aws.collect([SERVICE]))


@dataclass(frozen=True)
class Estate:
    """boto3's own client of the seeded account, and what was collected from it."""

    iam: Any
    got: Collected


def by(rows: list[dict[str, object]], *columns: str) -> list[tuple[object, ...]]:
    """Return these columns of the rows, as a sorted list."""
    return sorted(tuple(row[column] for column in columns) for row in rows)


def test_nothing_is_unread_and_every_table_was(estate: Estate) -> None:
    got = estate.got
    assert got.unread() == []
    assert {line.table for line in got.coverage} == {table.name for table in SERVICE.tables}


def test_users_are_what_boto3_lists(estate: Estate) -> None:
    got, iam = estate.got, estate.iam
    listed = iam.list_users()["Users"]
    assert by(got.rows(tables.USER), "arn", "name", "user_id", "path", "created_at") == sorted(
        (one["Arn"], one["UserName"], one["UserId"], one["Path"], utc(one["CreateDate"])) for one in listed
    )
    for one in listed:
        tags = iam.list_user_tags(UserName=one["UserName"])["Tags"]
        row = got.row(tables.USER, name=one["UserName"])
        assert row["tags"] == {tag["Key"]: tag["Value"] for tag in tags}
        assert row["has_password"] is (one["UserName"] == "ann")
        assert row["permissions_boundary_arn"] == ""


def test_access_keys_are_what_boto3_lists_with_their_last_use(estate: Estate) -> None:
    got, iam = estate.got, estate.iam
    listed = iam.list_access_keys(UserName="robot")["AccessKeyMetadata"]
    assert by(got.rows(tables.ACCESS_KEY), "access_key_id", "active", "created_at") == sorted(
        (one["AccessKeyId"], one["Status"] == "Active", utc(one["CreateDate"])) for one in listed
    )
    used = got.row(tables.ACCESS_KEY, access_key_id=listed[0]["AccessKeyId"])
    assert (used["used"], used["last_used_at"]) == (True, utc(LAST_USED))
    assert (used["last_used_service"], used["last_used_region"]) == ("s3", "eu-west-1")
    never = got.row(tables.ACCESS_KEY, access_key_id=listed[1]["AccessKeyId"])
    assert (never["used"], never["last_used_at"]) == (False, None)
    assert (never["last_used_service"], never["last_used_region"]) == ("", "")


def test_second_factors_are_what_boto3_lists(estate: Estate) -> None:
    got, iam = estate.got, estate.iam
    listed = iam.list_mfa_devices(UserName="ann")["MFADevices"]
    assert by(got.rows(tables.MFA_DEVICE), "user_arn", "serial", "enabled_at") == sorted(
        ("arn:aws:iam::123456789012:user/people/ann", one["SerialNumber"], utc(one["EnableDate"])) for one in listed
    )
    assert by(got.rows(tables.MFA_DEVICE), "kind") == [("hardware",), ("virtual",)]


def test_groups_and_members_are_what_boto3_lists(estate: Estate) -> None:
    got, iam = estate.got, estate.iam
    listed = iam.list_groups()["Groups"]
    assert by(got.rows(tables.GROUP), "arn", "name", "group_id", "path", "created_at") == sorted(
        (one["Arn"], one["GroupName"], one["GroupId"], one["Path"], utc(one["CreateDate"])) for one in listed
    )
    assert by(got.rows(tables.GROUP_MEMBER), "group_arn", "user_arn") == sorted(
        (group["Arn"], user["Arn"]) for group in listed for user in iam.get_group(GroupName=group["GroupName"])["Users"]
    )


def test_roles_are_what_boto3_lists(estate: Estate) -> None:
    got, iam = estate.got, estate.iam
    listed = iam.list_roles()["Roles"]
    assert by(got.rows(tables.ROLE), "arn", "name", "role_id", "path", "created_at") == sorted(
        (one["Arn"], one["RoleName"], one["RoleId"], one["Path"], utc(one["CreateDate"])) for one in listed
    )
    task = got.row(tables.ROLE, name="task")
    assert task["tags"] == {"service": "uploads"}
    assert task["permissions_boundary_arn"] == "arn:aws:iam::123456789012:policy/everything"
    assert (task["used"], task["last_used_at"], task["last_used_region"]) == (False, None, "")
    assert by(got.rows(tables.ROLE), "name", "is_service_linked") == [
        ("AWSServiceRoleForecs", True),
        ("open", False),
        ("partner", False),
        ("task", False),
    ]


def test_a_role_that_was_used_says_when(estate: Estate) -> None:
    row = estate.got.row(tables.ROLE, name="open")
    assert (row["used"], row["last_used_at"]) == (True, utc(LAST_USED))


def test_trust_policies_are_rows(estate: Estate) -> None:
    rows = estate.got.rows(tables.ROLE_TRUST_STATEMENT)
    columns = ("principal_type", "principal", "principal_account", "is_public", "has_condition", "condition_keys")
    own = [row for row in rows if "aws-service-role" not in str(row["role_arn"])]
    assert by(own, *columns) == [
        ("*", "*", "", True, False, []),
        ("AWS", "111111111111", "111111111111", False, True, ["sts:externalid"]),
        ("Service", "ecs-tasks.amazonaws.com", "", False, False, []),
        ("Service", "lambda.amazonaws.com", "", False, False, []),
    ]


def test_policies_are_what_boto3_lists(estate: Estate) -> None:
    got, iam = estate.got, estate.iam
    listed = iam.list_policies(Scope="Local")["Policies"]
    assert by(got.rows(tables.POLICY), "arn", "name", "attachments", "default_version") == sorted(
        (one["Arn"], one["PolicyName"], one["AttachmentCount"], one["DefaultVersionId"]) for one in listed
    )
    assert got.row(tables.POLICY, name="everything")["tags"] == {"team": "Größe"}
    assert got.row(tables.POLICY, name="reading")["path"] == "/data/"


def test_a_policy_says_what_its_version_in_force_says(estate: Estate) -> None:
    rows = estate.got.rows(tables.POLICY_STATEMENT)
    assert by(rows, "policy_arn", "sid", "effect", "action", "resource", "principal") == [
        ("arn:aws:iam::123456789012:policy/data/reading", "Read", "Allow", "s3:Get*", ["arn:aws:s3:::a"], ""),
        ("arn:aws:iam::123456789012:policy/data/reading", "Read", "Allow", "s3:ListBucket", ["arn:aws:s3:::a"], ""),
        ("arn:aws:iam::123456789012:policy/everything", "", "Allow", "*", ["*"], ""),
    ]


@pytest.mark.parametrize(
    ("table", "noun"),
    [(tables.USER_POLICY, "user"), (tables.GROUP_POLICY, "group"), (tables.ROLE_POLICY, "role")],
)
def test_what_is_held_is_what_boto3_lists(estate: Estate, table: Table, noun: str) -> None:
    got, iam = estate.got, estate.iam
    title = noun.title()
    expected: list[tuple[object, ...]] = []
    for holder in getattr(iam, f"list_{noun}s")()[f"{title}s"]:
        name = {f"{title}Name": holder[f"{title}Name"]}
        attached = getattr(iam, f"list_attached_{noun}_policies")(**name)["AttachedPolicies"]
        expected += [(holder["Arn"], one["PolicyName"], one["PolicyArn"], False) for one in attached]
        inline = getattr(iam, f"list_{noun}_policies")(**name)["PolicyNames"]
        expected += [(holder["Arn"], one, "", True) for one in inline]
    assert by(got.rows(table), table.subject, "policy_name", "policy_arn", "is_inline") == sorted(expected)
    assert expected


def test_what_allows_everything_is_known_whoever_wrote_it(estate: Estate) -> None:
    got = estate.got
    columns = ("policy_name", "is_aws_managed", "allows_everything")
    assert by(got.rows(tables.USER_POLICY), *columns) == [
        ("everything", False, True),
        ("inline", False, True),
        ("more", False, False),
    ]
    assert by(got.rows(tables.GROUP_POLICY), *columns) == [
        ("AdministratorAccess", True, True),
        ("inline", False, False),
    ]
    own = [row for row in got.rows(tables.ROLE_POLICY) if "/service/" in str(row["role_arn"])]
    assert by(own, *columns) == [("SecurityAudit", True, False), ("inline", False, False), ("reading", False, False)]


@pytest.mark.parametrize(
    ("table", "holder"),
    [
        (tables.USER_POLICY_STATEMENT, "arn:aws:iam::123456789012:user/robot"),
        (tables.GROUP_POLICY_STATEMENT, "arn:aws:iam::123456789012:group/people/admins"),
        (tables.ROLE_POLICY_STATEMENT, "arn:aws:iam::123456789012:role/service/task"),
    ],
)
def test_inline_policies_say_what_they_say(estate: Estate, table: Table, holder: str) -> None:
    rows = estate.got.rows(table)
    name = "more" if "user/" in holder else "inline"
    assert [(row["action"], row["resource"]) for row in rows if row["policy_name"] == name] == [
        ("s3:Get*", ["arn:aws:s3:::a"]),
        ("s3:ListBucket", ["arn:aws:s3:::a"]),
    ]
    assert {row[table.subject] for row in rows} == {holder}


def test_the_credential_report_has_a_line_for_each_user(estate: Estate) -> None:
    got, iam = estate.got, estate.iam
    users = {one["UserName"]: one["Arn"] for one in iam.list_users()["Users"]}
    rows = {row["user_arn"]: row for row in got.rows(tables.CREDENTIAL_REPORT)}
    assert rows.keys() == set(users.values())
    ann, robot = rows[users["ann"]], rows[users["robot"]]
    assert (ann["has_password"], ann["has_mfa"], ann["password_used"], ann["password_last_used_at"]) == (
        True,
        True,
        False,
        None,
    )
    assert (robot["key_1_exists"], robot["key_1_active"], robot["key_1_used"]) == (True, True, True)
    assert robot["key_1_last_used_at"] == utc(LAST_USED)
    assert (robot["key_2_exists"], robot["key_2_active"], robot["key_2_used"]) == (True, False, False)
    assert rows[users["bare"]]["key_1_exists"] is False


def test_the_summary_is_what_boto3_says(estate: Estate) -> None:
    row = estate.got.row(tables.ACCOUNT_SUMMARY)
    counts = estate.iam.get_account_summary()["SummaryMap"]
    assert row["account_arn"] == ROOT
    assert (row["users"], row["groups"], row["roles"], row["policies"]) == (
        counts["Users"],
        counts["Groups"],
        counts["Roles"],
        counts["Policies"],
    )
    assert (row["root_has_mfa"], row["root_has_access_keys"]) == (False, False)
    assert estate.got.rows(tables.ROOT_MFA_DEVICE) == []


def test_server_certificates_are_what_boto3_lists(estate: Estate) -> None:
    got, iam = estate.got, estate.iam
    listed = iam.list_server_certificates()["ServerCertificateMetadataList"]
    assert by(got.rows(tables.SERVER_CERTIFICATE), "arn", "name", "path", "uploaded_at", "expires_at") == [
        (one["Arn"], "old", "/web/", utc(one["UploadDate"]), utc(one["Expiration"])) for one in listed
    ]
