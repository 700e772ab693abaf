"""Each call of the AWS collector, denied in turn: what depends on it is unknown, all else as before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from denied_company import Denials
from simulated_account import simulated_aws
from whole_estate import seed_everything

from holdfast.collectors.aws.s3 import BUCKET, STATEMENT
from holdfast.collectors.aws.services import SERVICES
from holdfast.errors import Exit
from holdfast.facts.tables import Scope
from holdfast.posture.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from denied_company import Results

pytestmark = pytest.mark.minutes

_BESIDE = "only the tests beside the collector deny it yet: they fill the account in a way of their own"
_ELSEWHERE = (
    "the tests beside the collector deny it: it is asked in CloudFront's home alone, and this account is elsewhere"
)

#: Calls that a table declares and that this account does not make the collector make, with the reason.
UNASKED: dict[str, str] = {
    "bedrock:getcustommodel": _BESIDE,
    "dms:listtagsforresource": _BESIDE,
    "elasticbeanstalk:describeconfigurationsettings": _BESIDE,
    "elasticbeanstalk:listtagsforresource": _BESIDE,
    "firehose:describedeliverystream": _BESIDE,
    "firehose:listtagsfordeliverystream": _BESIDE,
    "network-firewall:describefirewall": _BESIDE,
    "network-firewall:describefirewallpolicy": _BESIDE,
    "network-firewall:describeloggingconfiguration": _BESIDE,
    "redshift-serverless:listtagsforresource": "moto has no Redshift Serverless",
    "shield:listprotections": _BESIDE,
    "transfer:describeserver": _BESIDE,
    "wafv2:getloggingconfiguration": _ELSEWHERE,
    "wafv2:getwebacl": _ELSEWHERE,
    "wafv2:listtagsforresource": _ELSEWHERE,
}

#: One permission for two of boto3's services; it is denied by the name of the other.
_SHARED = frozenset({"bedrock-agent:listtagsforresource"})

#: What every reading of an account begins with; no table is filled by it.
_FIRST = frozenset({"sts:getcalleridentity", "ec2:describeregions"})

#: Read whole runs of these too, to show that the short way says the same: of one service and of several,
#: global and regional, a list and a part.
_BY_WHOLE_RUNS = ("iam:GetAccountAuthorizationDetails", "sns:GetTopicAttributes", "s3:ListBuckets")


#: Calls that tables name by the permission that they need, and boto3 otherwise.
_PERMISSIONS = {
    "bedrock:listagents": "bedrock-agent:listagents",
    "bedrock:getagent": "bedrock-agent:getagent",
    "access-analyzer:": "accessanalyzer:",
    "elasticmapreduce:": "emr:",
    "ses:": "sesv2:",
    "states:": "stepfunctions:",
    "es:": "opensearch:",
    "elasticfilesystem:": "efs:",
    "s3:listaccesspoint": "s3control:listaccesspoint",
    "s3:getaccesspoint": "s3control:getaccesspoint",
}


def _named(call: str) -> str:
    """Return a call's name in one spelling: tables name it as boto3 does, or AWS, or by its permission."""
    name = call.replace("_", "").lower()
    return next((its + name.removeprefix(start) for start, its in _PERMISSIONS.items() if name.startswith(start)), name)


DECLARED = sorted({_named(call) for service in SERVICES for table in service.tables for call in table.calls})


@pytest.fixture(scope="module")
def account(moto_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Denials]:
    """An account with everything in it, read whole."""
    folder = tmp_path_factory.mktemp("denied")
    with pytest.MonkeyPatch.context() as monkeypatch:
        aws = simulated_aws(moto_url, monkeypatch, folder)
        seed_everything(aws, monkeypatch)
        yield Denials(aws, folder / "company")


def test_the_account_as_it_is_can_be_read_whole(account: Denials) -> None:
    assert account.whole.exit is Exit.GOOD, account.whole.unread
    assert {Verdict.PASS, Verdict.FAIL} <= set(account.whole.results.values())


def test_every_call_that_is_made_is_declared_by_a_table(account: Denials) -> None:
    assert set(_made(account)) - set(DECLARED) == _FIRST | _SHARED


@pytest.mark.parametrize("call", [call for call in DECLARED if call not in UNASKED])
def test_a_denied_call_turns_results_to_unknown_and_nothing_else(account: Denials, call: str) -> None:
    operation = _made(account).get(call)
    assert operation, (
        "no service asks this of the account: let `seed` in tests/collectors/aws/test_<service>.py make what it asks "
        "about, or name the call in UNASKED with the reason"
    )
    said = account.without(operation)
    assert said.exit is Exit.SOURCE_UNREAD, f"{operation} was denied, and nobody said so"
    _assert_only_unknown(account.whole.results, said.results, operation)


@pytest.mark.parametrize("operation", _BY_WHOLE_RUNS)
def test_a_whole_run_with_the_call_denied_says_the_same(account: Denials, operation: str) -> None:
    said = account.without(operation)
    assert account.run_with("{regions: [eu-west-1]}", denied=operation) == said


def test_one_bucket_s_policy_denied_costs_that_bucket_alone(account: Denials) -> None:
    said = account.without("s3:GetBucketPolicy", Bucket="open")
    assert said.exit is Exit.SOURCE_UNREAD
    turned = {key for key, verdict in said.results.items() if account.whole.results.get(key) != verdict}
    assert {said.results[key] for key in turned} == {Verdict.UNKNOWN}
    checks = {check.id: check for check in account.content.checks}
    assert {subject for check, subject in turned if checks[check].header.subject == BUCKET.name} == {
        "arn:aws:s3:::open"
    }
    # What asks of all policies whether one lets the public in (the trails' bucket) cannot say so any more.
    others = {check for check, _ in turned if checks[check].header.subject != BUCKET.name}
    assert all(STATEMENT.name in checks[check].tables for check in others)


def test_the_list_of_regions_is_not_needed_where_regions_are_named(account: Denials) -> None:
    assert account.run_with("{regions: [eu-west-1]}", denied="ec2:DescribeRegions") == account.whole


def test_without_the_list_of_regions_everything_regional_is_unknown(account: Denials) -> None:
    said = account.run_with("{}", denied="ec2:DescribeRegions")
    assert said.exit is Exit.SOURCE_UNREAD
    _assert_only_unknown(account.whole.results, said.results, "ec2:DescribeRegions")
    regional = {table.name for service in SERVICES if service.scope is Scope.REGION for table in service.tables}
    assert {row.table for row in said.unread} == regional
    assert {row.region for row in said.unread} == {"*"}
    about_them = {check.id for check in account.content.checks if check.header.subject in regional}
    judged = {verdict for (check, _), verdict in said.results.items() if check in about_them}
    assert judged == {Verdict.UNKNOWN}
    others = {check.id for check in account.content.checks if not regional & set(check.tables)}
    assert {check for check, _ in said.results} >= about_them
    assert {key: verdict for key, verdict in said.results.items() if key[0] in others} == {
        key: verdict for key, verdict in account.whole.results.items() if key[0] in others
    }


def _made(account: Denials) -> dict[str, str]:
    """Return the operations that were asked, by the names under which tables declare them."""
    return {_named(call): call for calls in account.asked.values() for call in calls}


def _assert_only_unknown(before: Results, after: Results, operation: str) -> None:
    assert before.keys() <= after.keys(), f"{operation} was denied, and results vanished"
    wrong = {key: verdict for key, verdict in after.items() if before.get(key) != verdict != Verdict.UNKNOWN}
    assert not wrong, f"{operation} was denied, and these got a verdict: {wrong}"
