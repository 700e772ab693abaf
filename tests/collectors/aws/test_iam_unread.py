"""What of IAM was refused is unread, its columns NULL and never a default; the rest is as before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from iam_estate import ROOT, seed
from moto.iam.models import iam_backends
from simulated_account import SimulatedAws, simulated_aws

from holdfast.collectors.aws import iam_tables as tables
from holdfast.collectors.aws.iam import SERVICE
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulated_account import Collected

    from holdfast.facts.tables import Table

IDENTITIES = tables.TABLES[tables.TABLES.index(tables.ACCESS_KEY) :]
LISTED = {
    "aws_iam_account_summary": "iam:GetAccountSummary",
    "aws_iam_password_policy": "iam:GetAccountPasswordPolicy",
    "aws_iam_root_mfa_device": "iam:ListVirtualMFADevices",
    "aws_iam_root_credential": "iam:GenerateCredentialReport",
    "aws_iam_credential_report": "iam:GetCredentialReport",
    "aws_iam_server_certificate": "iam:ListServerCertificates",
}
KEY = {"used", "last_used_at", "last_used_service", "last_used_region"}
HELD = {"allows_everything"}
#: Where only cells of a child's rows are lost, the parent's part says so.
PARENTS = {
    tables.ACCESS_KEY: tables.USER,
    tables.GROUP_POLICY: tables.GROUP,
    tables.ROLE_POLICY: tables.ROLE,
}
#: call -> what of which tables it costs; None: all rows of those that it is about
COSTS: dict[str, dict[Table, set[str] | None]] = {
    "iam:ListMFADevices": {tables.MFA_DEVICE: None},
    "iam:ListAccessKeys": {tables.ACCESS_KEY: None},
    "iam:GetAccessKeyLastUsed": {tables.ACCESS_KEY: KEY},
    "iam:GetLoginProfile": {tables.USER: {"has_password"}},
    "iam:ListPolicyTags": {tables.POLICY: {"tags"}},
    "iam:ListPolicies": {tables.GROUP_POLICY: HELD, tables.ROLE_POLICY: HELD, tables.USER_WAY: None},
    "iam:GetPolicyVersion": {tables.GROUP_POLICY: HELD, tables.ROLE_POLICY: HELD, tables.USER_WAY: None},
}
#: Who holds a policy of AWS's own, by itself or by a group: what they come to is not known without it.
HOLDERS = {
    tables.USER_WAY: "arn:aws:iam::123456789012:user/people/ann",
    tables.ROLE_WAY: "arn:aws:iam::123456789012:role/service/task",
}


@pytest.fixture(scope="module")
def seeded(moto_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SimulatedAws, Collected]]:
    """The account, and what is collected from it when nothing is refused."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        aws = simulated_aws(moto_url, monkeypatch, tmp_path_factory.mktemp("iam"))
        seed(aws, monkeypatch)
        yield aws, aws.collect([SERVICE])


@pytest.fixture
def aws(seeded: tuple[SimulatedAws, Collected]) -> Iterator[SimulatedAws]:
    """The seeded account, which refuses nothing yet."""
    yield seeded[0]
    seeded[0].allow()


@pytest.fixture
def whole(seeded: tuple[SimulatedAws, Collected]) -> Collected:
    """What is collected when nothing is refused."""
    return seeded[1]


def test_every_call_of_iam_is_denied_by_a_test_below(aws: SimulatedAws) -> None:
    aws.collect([SERVICE])
    asked = {call for call in aws.calls if call.startswith("iam:")}
    assert asked == {*COSTS, *LISTED.values(), "iam:GetAccountAuthorizationDetails"}


@pytest.mark.parametrize("operation", sorted(COSTS))
def test_a_denied_detail_costs_only_its_own_columns(aws: SimulatedAws, whole: Collected, operation: str) -> None:
    aws.deny(operation)
    got = aws.collect([SERVICE])
    costs = COSTS[operation]
    for table in SERVICE.tables:
        rows, before = got.rows(table), whole.rows(table)
        if table in HOLDERS and tables.USER_WAY in costs:
            holder = HOLDERS[table]
            assert rows == [row for row in before if row[table.subject] != holder]
            assert got.state(table, subject=holder) is State.DENIED
            continue
        lost = costs.get(table, set())
        if lost is None:
            assert before, "the account must have such rows for this test to mean something"
            assert rows == []
            assert {line.subject for line in got.coverage if line.table == table.name and line.subject}
            continue
        assert rows == [
            {**old, **({column: row[column] for column in lost} if None in {row[c] for c in lost} else {})}
            for row, old in zip(rows, before, strict=True)
        ]
        subjects = {
            row[table.subject] for row in rows if any(row[column] is None for column in lost - {"last_used_at"})
        }
        place = PARENTS.get(table, table) if lost else table
        unread = {line.subject for line in got.coverage if line.table == place.name and line.subject}
        if not lost and table in {PARENTS.get(one) for one in costs}:
            continue  # its own part says what its children lost
        assert subjects == unread
        assert bool(unread) == bool(lost)
        assert got.state(table) is State.READ
    assert {line.state for line in got.coverage if line.subject} == {State.DENIED}
    assert {line.table for line in got.coverage if line.subject} == {
        (PARENTS.get(table, table) if lost else table).name for table, lost in costs.items()
    } | ({table.name for table in HOLDERS} if tables.USER_WAY in costs else set())


@pytest.mark.parametrize("operation", sorted(LISTED.values()))
def test_a_denied_list_costs_only_its_own_tables(aws: SimulatedAws, whole: Collected, operation: str) -> None:
    aws.deny(operation)
    got = aws.collect([SERVICE])
    lost = {table for table, call in LISTED.items() if call == operation}
    if "CredentialReport" in operation:
        lost = {"aws_iam_root_credential", "aws_iam_credential_report"}
    assert got.unread() == [(table, "global", "", State.DENIED) for table in sorted(lost)]
    for table in SERVICE.tables:
        assert got.rows(table) == ([] if table.name in lost else whole.rows(table))


def test_without_the_authorization_details_no_identity_is_known(aws: SimulatedAws, whole: Collected) -> None:
    aws.deny("iam:GetAccountAuthorizationDetails")
    got = aws.collect([SERVICE])
    unread = {table for table, *_ in got.unread()}
    assert unread == {table.name for table in SERVICE.tables} - set(LISTED)
    for table in SERVICE.tables:
        assert got.rows(table) == ([] if table.name in unread else whole.rows(table))


def test_half_of_the_authorization_details_is_none(aws: SimulatedAws) -> None:
    aws.deny("iam:GetAccountAuthorizationDetails", code="ServiceFailure", Filter=["User"])
    got = aws.collect([SERVICE])
    assert got.rows(tables.ROLE) == []
    assert got.state(tables.ROLE) is State.FAILED


def test_a_user_that_is_deleted_while_it_is_read_has_no_rows(aws: SimulatedAws, whole: Collected) -> None:
    robot = whole.row(tables.USER, name="robot")["arn"]
    aws.deny("iam:ListMFADevices", code="NoSuchEntity", UserName="robot")
    got = aws.collect([SERVICE])
    assert got.unread() == []
    for table in (tables.USER, tables.ACCESS_KEY, tables.USER_POLICY, tables.USER_POLICY_STATEMENT):
        assert got.rows(table) == [row for row in whole.rows(table) if row[table.subject] != robot]


def test_a_policy_that_is_deleted_while_it_is_read_has_no_row(aws: SimulatedAws) -> None:
    arn = "arn:aws:iam::123456789012:policy/data/reading"
    aws.deny("iam:ListPolicyTags", code="NoSuchEntity", PolicyArn=arn)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert arn not in {row["arn"] for row in got.rows(tables.POLICY)}
    assert arn not in {row["policy_arn"] for row in got.rows(tables.POLICY_STATEMENT)}


def test_documents_that_are_no_policies_are_unread_where_they_stand(aws: SimulatedAws, whole: Collected) -> None:
    backend = iam_backends["123456789012"]["aws"]
    task = next(role for role in backend.roles.values() if role.name == "task")
    policy = next(policy for policy in backend.managed_policies.values() if policy.name == "everything")
    kept = task.assume_role_policy_document, policy.versions[0].document, dict(task.policies)
    try:
        task.assume_role_policy_document = '{"Statement": [{"Effect": "Perhaps"}]}'
        policy.versions[0].document = "not JSON"
        task.policies["inline"] = '{"Version": "2012-10-17"}'
        got = aws.collect([SERVICE])
    finally:
        task.assume_role_policy_document, policy.versions[0].document, task.policies = kept
    role, robot = "arn:aws:iam::123456789012:role/service/task", "arn:aws:iam::123456789012:user/robot"
    own = "arn:aws:iam::123456789012:policy/everything"
    assert sorted(got.unread()) == [
        ("aws_iam_policy_statement", "global", own, State.FAILED),
        ("aws_iam_role", "global", role, State.FAILED),
        ("aws_iam_role_policy_statement", "global", role, State.FAILED),
        ("aws_iam_role_trust_statement", "global", role, State.FAILED),
        ("aws_iam_role_way", "global", role, State.FAILED),
        ("aws_iam_user", "global", robot, State.FAILED),
        ("aws_iam_user_way", "global", robot, State.FAILED),
    ]
    assert got.row(tables.ROLE_POLICY, role_arn=role, policy_name="inline")["allows_everything"] is None
    assert got.row(tables.USER_POLICY, user_arn=robot, policy_name="everything")["allows_everything"] is None
    assert got.rows(tables.ROLE) == whole.rows(tables.ROLE)
    assert got.rows(tables.POLICY) == whole.rows(tables.POLICY)


def test_a_report_that_is_never_ready_is_unread(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    aws.answers["iam:GenerateCredentialReport"] = {"State": "INPROGRESS"}
    got = aws.collect([SERVICE])
    assert got.state(tables.CREDENTIAL_REPORT) is State.FAILED
    assert sum(waits) < 60
    assert got.state(tables.USER) is State.READ


def test_the_root_users_line_belongs_to_the_account(aws: SimulatedAws) -> None:
    heads = (
        "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
        "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
        "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
        "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
        "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
    )
    root = (
        f"<root_account>,{ROOT},2020-01-01T00:00:00+00:00,not_supported,2026-11-20T10:00:00+00:00,not_supported,"
        "not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
    )
    aws.answers["iam:GetCredentialReport"] = {"Content": f"{heads}\n{root}\n".encode()}
    got = aws.collect([SERVICE])
    row = got.row(tables.ROOT_CREDENTIAL)
    assert (row["account_arn"], row["has_mfa"], row["password_used"]) == (ROOT, True, True)
    assert str(row["password_last_used_at"]) == "2026-11-20 10:00:00"
    assert (row["key_1_exists"], row["key_1_used"], row["password_changed"]) == (False, False, False)
    assert got.rows(tables.CREDENTIAL_REPORT) == []


def test_the_root_users_app_is_a_second_factor_of_the_account(aws: SimulatedAws) -> None:
    enabled = datetime(2026, 1, 1, tzinfo=UTC)
    aws.answers["iam:ListVirtualMFADevices"] = {
        "VirtualMFADevices": [
            {"SerialNumber": "arn:aws:iam::123456789012:mfa/root", "EnableDate": enabled, "User": {"Arn": ROOT}},
            {"SerialNumber": "arn:aws:iam::123456789012:mfa/ann", "EnableDate": enabled, "User": {"Arn": "ann"}},
            {"SerialNumber": "arn:aws:iam::123456789012:mfa/nobody", "EnableDate": enabled},
        ]
    }
    (row,) = aws.collect([SERVICE]).rows(tables.ROOT_MFA_DEVICE)
    assert (row["account_arn"], row["serial"]) == (ROOT, "arn:aws:iam::123456789012:mfa/root")


def test_the_password_policy_is_what_boto3_says(aws: SimulatedAws) -> None:
    iam: Any = aws.seed.client("iam")
    row = aws.collect([SERVICE]).row(tables.PASSWORD_POLICY)
    assert (row["account_arn"], row["is_set"], row["minimum_length"], row["remembered"]) == (ROOT, False, 0, 0)
    iam.update_account_password_policy(MinimumPasswordLength=16, PasswordReusePrevention=24, RequireSymbols=True)
    try:
        row = aws.collect([SERVICE]).row(tables.PASSWORD_POLICY)
        listed = iam.get_account_password_policy()["PasswordPolicy"]
    finally:
        iam.delete_account_password_policy()
    assert (row["is_set"], row["minimum_length"], row["remembered"]) == (True, 16, 24)
    assert row["requires_symbols"] is listed["RequireSymbols"] is True
    assert row["requires_numbers"] is listed["RequireNumbers"] is False
    assert (row["max_age_days"], row["expired_need_administrator"]) == (0, False)
