"""Many accounts: entered at once by a role in each; one that is shut costs the others nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session
from simulated_account import ACCOUNT_ID
from test_organizations import seed as seed_organization

from holdfast.collectors.aws import sns, sqs
from holdfast.collectors.aws.reader import UnreadError
from holdfast.collectors.aws.session import AccountSettings, assume, new_session
from holdfast.collectors.aws.sqs import QUEUE
from holdfast.errors import SourceError, UsageError
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

    from holdfast.collectors.aws.reader import Reader

ROLE = {"role": "HoldfastRead"}


def inside(aws: SimulatedAws, account: str) -> boto3.Session:
    """Return a session in a member account, as moto keeps them apart."""
    role = f"arn:aws:iam::{account}:role/Admin"
    got = aws.seed.client("sts").assume_role(RoleArn=role, RoleSessionName="seed")["Credentials"]
    return boto3.Session(
        aws_access_key_id=got["AccessKeyId"],
        aws_secret_access_key=got["SecretAccessKey"],
        aws_session_token=got["SessionToken"],
    )


@pytest.fixture
def member(aws: SimulatedAws) -> str:
    """An organization with a second account; each of both has a queue."""
    organizations = seed_organization(aws)
    account = next(one["Id"] for one in organizations.list_accounts()["Accounts"] if one["Id"] != ACCOUNT_ID)
    aws.seed.client("sqs", region_name="eu-west-1").create_queue(QueueName="governor")
    inside(aws, account).client("sqs", region_name="eu-west-1").create_queue(QueueName="theirs")
    return str(account)


def test_every_active_account_of_the_organization_is_read(aws: SimulatedAws, member: str) -> None:
    got = aws.collect([sqs.SERVICE], organization=ROLE)
    assert {(row["account_id"], row["name"]) for row in got.rows(QUEUE)} == {
        (ACCOUNT_ID, "governor"),
        (member, "theirs"),
    }
    assert got.unread() == []
    assert got.summary.scopes == 2


def test_an_account_whose_role_is_refused_is_denied_by_its_number(aws: SimulatedAws, member: str) -> None:
    aws.deny("sts:AssumeRole", RoleArn=f"arn:aws:iam::{member}:role/HoldfastRead")
    got = aws.collect([sqs.SERVICE], organization=ROLE)
    assert {row["name"] for row in got.rows(QUEUE)} == {"governor"}
    shut = {(line.account_id, line.state) for line in got.coverage if line.state is not State.READ}
    assert shut == {(member, State.DENIED)}
    assert "could not be assumed" in got.summary.note


def test_a_suspended_account_is_off_with_its_reason(aws: SimulatedAws, member: str) -> None:
    organizations = aws.seed.client("organizations", region_name="us-east-1")
    listed = organizations.list_accounts()["Accounts"]
    aws.answers["organizations:ListAccounts"] = {
        "Accounts": [{**one, "Status": "SUSPENDED"} if one["Id"] == member else one for one in listed]
    }
    got = aws.collect([sqs.SERVICE], organization=ROLE)
    assert {(line.account_id, line.state, line.error) for line in got.coverage if line.account_id == member} == {
        (member, State.OFF, "the account albums is suspended")
    }
    assert "sts:AssumeRole" not in aws.calls


def test_an_excluded_account_is_not_entered(aws: SimulatedAws, member: str) -> None:
    got = aws.collect([sqs.SERVICE], organization={**ROLE, "exclude": [int(member)]})
    assert {line.account_id for line in got.coverage} == {ACCOUNT_ID}


def test_a_named_account_that_cannot_be_entered_is_unread_by_its_number(aws: SimulatedAws) -> None:
    shut = "arn:aws:iam::222222222222:role/Read"
    aws.deny("sts:AssumeRole", RoleArn=shut)
    got = aws.collect([sqs.SERVICE], accounts=[{}, {"role": shut}])
    lost = {(line.account_id, line.state) for line in got.coverage if line.state is not State.READ}
    assert lost == {("222222222222", State.FAILED)}


def test_an_organization_that_cannot_be_listed_is_told(aws: SimulatedAws, member: str) -> None:
    del member
    aws.deny("organizations:ListAccounts")
    with pytest.raises(SourceError, match="could not be listed"):
        aws.collect([sqs.SERVICE], organization=ROLE)


@pytest.mark.parametrize(
    "wrong", ["HoldfastRead", {}, {"role": "arn:aws:iam::1:role/x"}, {"role": "x", "more": 1}, {**ROLE, "exclude": "1"}]
)
def test_settings_that_cannot_be_meant_are_wrong_use(aws: SimulatedAws, wrong: object) -> None:
    with pytest.raises(UsageError, match=r"role|exclude"):
        aws.collect([sqs.SERVICE], organization=wrong)


def test_a_role_s_credentials_are_renewed_when_they_end(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    aws.collecting = True
    made = assume(new_session(), AccountSettings(role="arn:aws:iam::222222222222:role/Read"))
    credentials = made.get_credentials()
    assert credentials is not None
    before = credentials.get_frozen_credentials().access_key

    def later() -> datetime:
        return datetime.now(UTC) + timedelta(minutes=51)  # nine are left of an hour

    monkeypatch.setattr("botocore.credentials._local_now", later)
    monkeypatch.setattr(credentials, "_time_fetcher", later)
    assert credentials.get_frozen_credentials().access_key != before
    assert aws.calls.count("sts:AssumeRole") == 2


class Impatient:
    """AWS as it asks for patience: the first ``times`` requests to a service are refused."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        self.refused = 0
        self.slept: list[float] = []
        real = URLLib3Session.send

        def send(session: URLLib3Session, request: Any) -> Any:
            if b"sqs" in str(request.headers.get("Authorization", "")).encode() and self.refused < times:
                self.refused += 1
                answer = AWSResponse("http://x", 400, {"x-amzn-RequestId": "1"}, None)
                answer._content = b'{"__type":"com.amazonaws.sqs#RequestThrottled","message":"slow"}'  # noqa: SLF001  no socket
                return answer
            return real(session, request)

        monkeypatch.setattr(URLLib3Session, "send", send)
        monkeypatch.setattr("botocore.endpoint.time.sleep", self.slept.append)
        monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_: True)


def test_being_asked_for_patience_is_counted_and_told(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    Impatient(monkeypatch, 2)
    got = aws.collect([sqs.SERVICE])
    assert got.unread() == []
    assert "asked more slowly 2 times (sqs 2)" in got.summary.note


def test_being_asked_for_patience_for_minutes_is_unread_with_the_reason_and_ends(
    aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.seed.client("sns", region_name="eu-west-1").create_topic(Name="told")
    endless = Impatient(monkeypatch, 1_000_000)

    def read(reader: Reader) -> None:
        for _ in range(5):
            with pytest.raises(UnreadError):
                reader.ask("sqs", "list_queues")
        sqs.SERVICE.collect(reader)

    got = aws.collect([replace(sqs.SERVICE, collect=read), sns.SERVICE], workers=1)
    assert endless.refused == 18, "two calls of nine attempts, and then no more"
    assert sum(endless.slept) <= 182, "twenty seconds at most before an attempt"
    assert {line.error for line in got.coverage if line.table == QUEUE.name} == {
        "sqs in eu-west-1 asks for patience, for minutes"
    }
    assert {line.state for line in got.coverage if line.table == QUEUE.name} == {State.FAILED}
    assert got.rows(sns.TOPIC)
    assert "asked more slowly 18 times (sqs 18)" in got.summary.note


def test_a_call_that_is_never_granted_says_why(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    Impatient(monkeypatch, 1_000_000)
    got = aws.collect([sqs.SERVICE])
    assert {line.error for line in got.coverage} == {
        "sqs:ListQueues got no answer, for AWS asks to be asked more slowly (RequestThrottled)"
    }
