"""Signing in: what a person is told when it does not work, and how soon."""

from __future__ import annotations

import gc
import http.server
import socket
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from holdfast.collectors.aws.session import AccountSettings, open_account
from holdfast.errors import Exit, SourceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulated_account import SimulatedAws

ROLE = "arn:aws:iam::123456789012:role/Read"


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A port of the loopback that accepts, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


class _NotAws(http.server.BaseHTTPRequestHandler):
    """Answers everything with a page, as a proxy or another program does."""

    status = 200

    def do_POST(self) -> None:
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(b"<html><body>Welcome</body></html>")

    def log_message(self, *_: Any) -> None: ...


class _NotFound(_NotAws):
    status = 404


@pytest.fixture(params=[_NotAws, _NotFound], ids=["200", "404"])
def not_aws(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a web server that is not AWS."""
    with http.server.HTTPServer(("127.0.0.1", 0), request.param) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_account_that_answers_is_known_by_its_number(aws: SimulatedAws) -> None:
    del aws
    account = open_account(AccountSettings())
    assert (account.account_id, account.partition) == ("123456789012", "aws")
    assert account.calls == 1


def test_a_closed_port_is_told_at_once(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    del aws
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    begun = time.monotonic()
    with pytest.raises(SourceError, match="could not be reached") as caught:
        open_account(AccountSettings())
    assert time.monotonic() - begun < 15
    assert "AWS_ENDPOINT_URL" in caught.value.do
    assert caught.value.exit is Exit.SOURCE_UNREAD


@pytest.mark.slow
def test_a_port_that_never_answers_is_told_within_fifteen_seconds(
    aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch, listening: socket.socket
) -> None:
    del aws
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{listening.getsockname()[1]}")
    begun = time.monotonic()
    with pytest.raises(SourceError, match="could not be reached"):
        open_account(AccountSettings())
    assert time.monotonic() - begun < 15


def test_another_web_server_is_told_apart_from_aws(
    aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch, not_aws: str
) -> None:
    del aws
    monkeypatch.setenv("AWS_ENDPOINT_URL", not_aws)
    with pytest.raises(SourceError, match="not AWS") as caught:
        open_account(AccountSettings())
    assert "AWS_ENDPOINT_URL" in caught.value.do


@pytest.mark.parametrize("url", ["nonsense", "http://", "ftp//x y"])
def test_an_address_that_is_none_is_told(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    del aws
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    with pytest.raises(SourceError) as caught:
        open_account(AccountSettings())
    assert "AWS_ENDPOINT_URL" in caught.value.do


def test_without_credentials_the_next_step_is_told(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    del aws
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(SourceError, match="no AWS credentials") as caught:
        open_account(AccountSettings())
    assert "aws configure sso" in caught.value.do


def test_half_of_the_credentials_are_none(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    del aws
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(SourceError, match="no AWS credentials"):
        open_account(AccountSettings())


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("ExpiredToken", "have expired"),
        ("ExpiredTokenException", "have expired"),
        ("InvalidClientTokenId", "did not accept"),
    ],
)
def test_credentials_that_aws_refuses_are_told(aws: SimulatedAws, code: str, told: str) -> None:
    aws.deny("sts:GetCallerIdentity", code=code)
    aws.collecting = True
    with pytest.raises(SourceError, match=told) as caught:
        open_account(AccountSettings())
    assert caught.value.do


def test_an_sso_sign_in_that_is_over_is_told(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    config = aws.company / "config"
    config.write_text(
        "[profile work]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = Read\nregion = eu-west-1\n"
        "[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("HOME", str(aws.company))
    with pytest.raises(SourceError, match="sign-in has expired") as caught:
        open_account(AccountSettings(profile="work"))
    assert "aws sso login" in caught.value.do


def test_a_profile_that_does_not_exist_is_wrong_use(aws: SimulatedAws) -> None:
    del aws
    with pytest.raises(UsageError, match="nobody") as caught:
        open_account(AccountSettings(profile="nobody"))
    assert caught.value.where == "nobody"


def test_a_credential_process_that_fails_is_told(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    config = aws.company / "config"
    config.write_text("[profile broken]\ncredential_process = false\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    with pytest.raises(SourceError, match="could not be fetched"):
        open_account(AccountSettings(profile="broken"))


def test_a_role_is_assumed_with_its_external_id(aws: SimulatedAws) -> None:
    aws.collecting = True
    settings = AccountSettings(role="arn:aws:iam::222222222222:role/Read", external_id_env="EXTERNAL")
    account = open_account(settings, {"EXTERNAL": "word"})
    assert account.account_id == "222222222222"
    assert aws.calls == ["sts:AssumeRole", "sts:GetCallerIdentity"]


def test_an_external_id_that_is_not_set_is_wrong_use(aws: SimulatedAws) -> None:
    del aws
    with pytest.raises(UsageError, match="EXTERNAL is not set"):
        open_account(AccountSettings(role=ROLE, external_id_env="EXTERNAL"), {})


@pytest.mark.parametrize(("code", "told"), [("AccessDenied", "could not be assumed"), ("ExpiredToken", "have expired")])
def test_a_role_that_is_refused_is_told(aws: SimulatedAws, code: str, told: str) -> None:
    aws.deny("sts:AssumeRole", code=code)
    aws.collecting = True
    with pytest.raises(SourceError, match=told) as caught:
        open_account(AccountSettings(role=ROLE))
    assert caught.value.where == ROLE


def test_other_partitions_are_asked_at_their_own_home(aws: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    del aws
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-gov-east-1")
    account = open_account(AccountSettings())
    assert account.client("iam", "global").meta.region_name in {"us-gov-west-1", "aws-us-gov-global"}
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    assert open_account(AccountSettings()).client("ec2", "global").meta.region_name == "us-east-1"


def test_threads_share_one_client_for_a_service_and_region(aws: SimulatedAws) -> None:
    del aws
    account = open_account(AccountSettings())
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(account.client("sqs", "eu-west-1"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(client) for client in found}) == 1
    assert account.client("sqs", "eu-west-2") is not found[0]


def test_clients_that_were_not_used_for_long_are_forgotten(aws: SimulatedAws) -> None:
    del aws
    account = open_account(AccountSettings())
    first = weakref.ref(account.client("sqs", "eu-west-1"))
    kept = account.client("sqs", "eu-west-2")
    for number in range(40):
        account.client("sqs", f"eu-north-{number}")
        account.client("sqs", "eu-west-2")
    gc.collect()
    assert first() is None
    assert account.client("sqs", "eu-west-2") is kept
