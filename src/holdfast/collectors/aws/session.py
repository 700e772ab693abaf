"""Accounts: boto3's normal credential chain, one client a service and region, calls counted."""

from __future__ import annotations

import os
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from holdfast.errors import SourceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Adaptive retries slow down when AWS throttles; eight attempts outlast a throttled minute.
_CONFIG = Config(
    retries={"mode": "adaptive", "max_attempts": 8},
    connect_timeout=5,
    read_timeout=30,
    max_pool_connections=32,
    user_agent_extra="holdfast",
)
#: Where an account's global services are asked. AWS serves IAM and S3's listing from here.
_HOME = "us-east-1"
#: An account's number before a host that can have no name before it: only a simulated AWS is met there.
_NUMBERED_HOST = re.compile(r"//\d{12}\.(?=(?:\d+\.){3}\d+[:/]|localhost[:/])")
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """How to reach one account: all empty means the default credential chain.

    ``external_id_env`` names the environment variable that holds the external id; its value is
    never written down.
    """

    profile: str = ""
    role: str = ""
    external_id_env: str = ""

    @property
    def label(self) -> str:
        """What to call the account before its number is known."""
        return self.role or self.profile or "default credentials"


class Account:
    """An account that answered: its number, its enabled regions, its clients."""

    def __init__(self, session: boto3.Session, label: str) -> None:
        self._session = session
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()
        self.calls = 0
        self.label = label
        identity = self._identify()
        self.account_id: str = identity["Account"]
        self.partition: str = identity["Arn"].split(":")[1]

    def client(self, service: str, region: str) -> Any:  # noqa: ANN401  boto3 makes client classes at run time
        """Return the one client for ``service`` in ``region`` (``global`` means the home region)."""
        place = (service, _HOME if region == "global" else region)
        with self._lock:
            if place not in self._clients:
                client = self._session.client(place[0], region_name=place[1], config=_CONFIG)
                client.meta.events.register("before-send", self._count)
                client.meta.events.register("before-call", _plain_host)
                self._clients[place] = client
            return self._clients[place]

    def _count(self, **_: object) -> None:
        with self._lock:
            self.calls += 1

    def _identify(self) -> dict[str, str]:
        try:
            identity: dict[str, str] = self.client("sts", _HOME).get_caller_identity()
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in _EXPIRED:
                raise SourceError(
                    "the AWS credentials have expired",
                    where=self.label,
                    do="Sign in again (for SSO: aws sso login), then run the command again.",
                ) from error
            raise SourceError(
                f"AWS did not accept the credentials ({code})",
                where=self.label,
                do="Check which credentials are in use with: aws sts get-caller-identity",
            ) from error
        except BotoCoreError as error:
            raise _unreachable(error, self.label) from error
        return identity


def open_account(settings: AccountSettings, environment: Mapping[str, str] = os.environ) -> Account:
    """Sign in to one account. Raises SourceError or UsageError, each with the next step."""
    try:
        session = boto3.Session(profile_name=settings.profile or None)
    except BotoCoreError as error:
        raise UsageError(
            str(error), where=settings.label, do="Name a profile from ~/.aws/config in holdfast.yaml, under sources: aws."
        ) from error
    if settings.role:
        session = _assume(session, settings, environment)
    return Account(session, settings.label)


def _plain_host(params: dict[str, Any], **_: object) -> None:
    """Undo the prefix that S3 Control puts before the host, where the host is a bare address."""
    params["url"] = _NUMBERED_HOST.sub("//", params["url"])


def _assume(session: boto3.Session, settings: AccountSettings, environment: Mapping[str, str]) -> boto3.Session:
    extra: dict[str, str] = {}
    if settings.external_id_env:
        if settings.external_id_env not in environment:
            raise UsageError(
                f"the environment variable {settings.external_id_env} is not set",
                where=settings.role,
                do="Set it to the external id that the role's trust policy asks for.",
            )
        extra["ExternalId"] = environment[settings.external_id_env]
    try:
        granted = session.client("sts", region_name=_HOME, config=_CONFIG).assume_role(
            RoleArn=settings.role, RoleSessionName="holdfast", **extra
        )["Credentials"]
    except ClientError as error:
        raise SourceError(
            f"the role could not be assumed ({error.response.get('Error', {}).get('Code', '')})",
            where=settings.role,
            do="Check that the role exists, and that its trust policy names the identity that Holdfast runs as.",
        ) from error
    except BotoCoreError as error:
        raise _unreachable(error, settings.role) from error
    return boto3.Session(
        aws_access_key_id=granted["AccessKeyId"],
        aws_secret_access_key=granted["SecretAccessKey"],
        aws_session_token=granted["SessionToken"],
    )


def _unreachable(error: BotoCoreError, label: str) -> SourceError:
    name = type(error).__name__
    if name in {"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "NoAuthTokenError"}:
        return SourceError(
            "there are no AWS credentials here",
            where=label,
            do="Sign in (aws configure sso, or AWS_PROFILE=...); Holdfast uses boto3's normal credential chain.",
        )
    if "Token" in name or "SSO" in name:
        return SourceError(
            "the AWS sign-in has expired", where=label, do="Sign in again (aws sso login), then run the command again."
        )
    return SourceError(
        f"AWS could not be reached ({name}: {error})",
        where=label,
        do="Check the network, a proxy, and AWS_ENDPOINT_URL if it is set.",
    )
