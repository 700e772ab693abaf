"""A simulated AWS on the loopback: one server a test process, emptied before each test."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from moto.server import ThreadedMotoServer
from postgresql_server import running
from simulated_account import SimulatedAws, simulated_aws

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from postgresql_server import Server


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take minutes, so that no core waits for one of them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("minutes") is None)


@pytest.fixture(scope="session")
def moto_url() -> Iterator[str]:
    """A moto server on a free loopback port, one for each test process."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server on a free loopback port, one for each test process that asks for it."""
    with running() as server:
        yield server


@pytest.fixture
def aws(moto_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimulatedAws:
    """An empty simulated account, found as a real one is: through the environment."""
    return simulated_aws(moto_url, monkeypatch, tmp_path)
