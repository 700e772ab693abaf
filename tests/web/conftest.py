"""The console's tests: answers come from a company's real store, accounts from the test's own database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import console_company
import pytest
from django.test import Client

from holdfast.content.signing_in import SignIn
from holdfast.pipeline.reads import open_reads
from holdfast.pipeline.views import EVERYTHING, Filter
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.console import reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings as DjangoSettings

    from holdfast.pipeline.reads import Reads
    from holdfast.pipeline.views import Finding

PASSWORD = "four unrelated warm lamps"


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papermoon")
    console_company.live(folder)
    return folder


@pytest.fixture(scope="session")
def reads(company: Path) -> Reads:
    return open_reads(company)


@pytest.fixture(scope="session")
def everything(reads: Reads) -> tuple[Finding, ...]:
    """Every result there is."""
    return reads.findings(EVERYTHING, Filter(verdict=(), in_scope="any"), "", 50_000, None).findings


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the front-end's files, as a start of the console would have made; these tests ask for none."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def _own_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the processes that a test starts have databases of their own, on whichever this run is."""
    monkeypatch.delenv("HOLDFAST_DATABASE_URL", raising=False)
    monkeypatch.delenv("HOLDFAST_DATABASE_PASSWORD", raising=False)


@pytest.fixture(autouse=True)
def console(request: pytest.FixtureRequest, settings: DjangoSettings, static: Path) -> Iterator[None]:
    settings.STATIC_ROOT = static
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.SIGN_IN = SignIn(second_factor=())  # tests/web/accounts is where factors are asked for
    if request.node.get_closest_marker("without_company") is None:
        reading.use(request.getfixturevalue("reads"))
    yield
    reading.use(None)


@pytest.fixture
def administrator(db: None) -> User:  # noqa: ARG001  a fixture asks for fixtures by name
    return User.objects.create_user("ada", PASSWORD, name="Ada Nowak", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def engineer(db: None) -> User:  # noqa: ARG001  a fixture asks for fixtures by name
    return User.objects.create_user("kim", PASSWORD, name="Kim Okafor", team="commerce")


def signed_in(username: str) -> Client:
    client = Client()
    answer = client.post("/sign-in", {"username": username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


@pytest.fixture
def client(administrator: User) -> Client:
    return signed_in(administrator.username)
