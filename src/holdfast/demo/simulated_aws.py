"""moto's server as a stand-in for AWS: a process of its own, on a free loopback port.

Its random identifiers can be fixed by a seed, so that a later start builds the same estate and
history goes on where it stopped.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from botocore.loaders import create_loader

from holdfast.collectors.aws.session import new_session
from holdfast.errors import SourceError

if TYPE_CHECKING:
    from types import TracebackType

    import boto3

_STARTS_WITHIN = 30.0

#: What botocore knows of the services, whole: who fills an account asks for more than who reads it.
_LOADER = create_loader()

#: What the simulated accounts accept; nothing outside the simulation knows these words.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "simulated", "AWS_SECRET_ACCESS_KEY": "simulated"}


@dataclass(frozen=True, slots=True)
class Account:
    """One simulated account: clients that can reach nothing but the simulation."""

    url: str
    session: boto3.Session

    def client(self, service: str, region_name: str = "us-east-1") -> Any:  # noqa: ANN401  boto3 makes client classes at run time
        """Return a client for ``service``."""
        return self.session.client(service, region_name=region_name, endpoint_url=self.url)


@dataclass(slots=True)
class SimulatedAws:
    """A running moto server; use it as a context, it ends with it."""

    process: subprocess.Popen[bytes]
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs in its environment to read this AWS and no other."""
        return {
            **CREDENTIALS,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def account(self, account_id: str) -> Account:
        """Return one of the simulated accounts, signed in to."""
        sts = new_session(_LOADER).client(
            "sts",
            region_name="eu-west-1",
            endpoint_url=self.url,
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        )
        granted = sts.assume_role(RoleArn=f"arn:aws:iam::{account_id}:role/HoldfastRead", RoleSessionName="estate")
        session = new_session(
            _LOADER,
            aws_access_key_id=granted["Credentials"]["AccessKeyId"],
            aws_secret_access_key=granted["Credentials"]["SecretAccessKey"],
            aws_session_token=granted["Credentials"]["SessionToken"],
        )
        return Account(self.url, session)

    def fix_chance(self, seed: int) -> None:
        """Make the identifiers that come next depend on ``seed`` alone, not on what went before."""
        _post(f"{self.url}/moto-api/seed?a={seed}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start() -> SimulatedAws:
    """Start the server and wait until it answers. Raises SourceError if moto is not installed."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
        "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
        "PYTHONWARNINGS": "ignore",
    }
    process = subprocess.Popen(  # noqa: S603  our own interpreter, our own arguments
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches the command, which ends the server in its own time
    )
    deadline = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            _post(f"{url}/moto-api/seed?a=0")
        except OSError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                raise SourceError(
                    "the simulated AWS did not start",
                    where="moto",
                    do="The example company needs the extra: pip install 'holdfast[demo]' (make setup does that).",
                ) from error
            time.sleep(0.1)
        else:
            return SimulatedAws(process, url)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _post(url: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=20):  # noqa: S310  our own loopback
        pass
