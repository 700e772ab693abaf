"""The console's tests: answers come from ``sample``, the database is the test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from console_sample import Sample
from django.test import Client

from holdfast.web.accounts.models import User
from holdfast.web.console import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

PASSWORD = "four unrelated warm lamps"


@pytest.fixture(scope="session")
def sample() -> Sample:
    return Sample()


@pytest.fixture(autouse=True)
def console(sample: Sample, settings: SettingsWrapper) -> Iterator[None]:
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    reading.use(sample)
    yield
    reading.use(None)


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_user("ada", PASSWORD, name="Ada Nowak", is_administrator=True)


@pytest.fixture
def engineer(db: None) -> User:
    return User.objects.create_user("kim", PASSWORD, name="Kim Okafor", team="payments")


def signed_in(username: str) -> Client:
    client = Client()
    answer = client.post("/sign-in", {"username": username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


@pytest.fixture
def client(administrator: User) -> Client:
    return signed_in(administrator.username)
