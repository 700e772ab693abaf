"""A PostgreSQL of the tests' own: on the loopback, in a temporary folder, gone with whoever started it.

As a program it runs a command beside such a server, which HOLDFAST_DATABASE_URL names to it:
``python tests/databases/postgresql_server.py pytest tests/web``.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 60.0
_PR_SET_PDEATHSIG = 1
#: Nothing of a test must outlive the machine.
_HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=50")


@dataclass(frozen=True)
class Server:
    """A running server; the password is for ``HOLDFAST_DATABASE_PASSWORD``."""

    port: int
    password: str

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://holdfast@127.0.0.1:{self.port}/{database}"

    def environment(self, database: str = "postgres") -> dict[str, str]:
        return {"HOLDFAST_DATABASE_URL": self.url(database), "HOLDFAST_DATABASE_PASSWORD": self.password}

    def new(self) -> str:
        """Make an empty database and return its name."""
        import psycopg  # noqa: PLC0415  only tests on PostgreSQL need it

        name = f"holdfast_{secrets.token_hex(6)}"
        with psycopg.connect(self.url(), password=self.password, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return name


@contextmanager
def running() -> Iterator[Server]:
    """Start a server and end it afterwards; PostgreSQL refuses to run as root, so that root lends another user."""
    folder = Path(tempfile.mkdtemp(prefix="holdfast-postgresql-"))
    user = _user()
    server = Server(_free_port(), secrets.token_hex(16))
    (folder / "password").write_text(server.password)
    if user is not None:
        for path in (folder, folder / "password"):
            shutil.chown(path, user)
    process = None
    try:
        command = [_program("initdb"), "-D", f"{folder}/data", "-U", "holdfast", "-A", "scram-sha-256"]
        command += ["--pwfile", f"{folder}/password", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own words
        command = [_program("postgres"), "-D", f"{folder}/data", "-p", str(server.port), "-h", "127.0.0.1"]
        command += ["-k", str(folder), *(word for said in _HASTE for word in ("-c", said))]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, user=user, cwd=folder, stdout=log, stderr=log, preexec_fn=_end_with_us)  # noqa: S603, PLW1509  as above
        _wait(process, server, folder)
        yield server
    finally:
        if process is not None:
            process.send_signal(signal.SIGQUIT)
            process.wait()
        shutil.rmtree(folder)


def _user() -> str | None:
    """Return the user to run as; None for one's own."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _program(name: str) -> str:
    """Return the program's path; Debian keeps them beside each version."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(places[-1]) if places else shutil.which(name)
    assert found, "PostgreSQL is missing; tests/postgresql.sh installs Debian's"
    return found


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _end_with_us() -> None:
    """Have the server end when the process that started it does, however that ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT, 0, 0, 0)


def _wait(process: subprocess.Popen[bytes], server: Server, folder: Path) -> None:
    command = [_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(server.port)]
    end = time.monotonic() + _PATIENCE
    while subprocess.run(command, check=False).returncode != 0:  # noqa: S603  our own words
        assert process.poll() is None, (folder / "log").read_text()
        assert time.monotonic() < end, (folder / "log").read_text()
        time.sleep(0.05)


def main() -> int:
    """Run the command of the arguments beside a server, and return how it ended."""
    with running() as server:
        return subprocess.run(sys.argv[1:], env={**os.environ, **server.environment()}, check=False).returncode  # noqa: S603  what was asked


if __name__ == "__main__":
    sys.exit(main())
