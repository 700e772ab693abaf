"""Accounts: boto3's normal credential chain, one client a service and region, calls counted."""

from __future__ import annotations

import os
import re
import threading
from collections import Counter, OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from botocore.parsers import ResponseParserError

from holdfast.collectors.aws.clock import MEND, clock_trouble
from holdfast.collectors.aws.models import LeanLoader
from holdfast.collectors.aws.reader import EXPIRED, THROTTLED, NotSimulatedError, is_simulation
from holdfast.collectors.aws.services import SERVICES
from holdfast.errors import SourceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.loaders import Loader

#: Adaptive retries slow down when AWS throttles; eight retries outlast a throttled minute.
_CONFIG = Config(
    retries={"mode": "adaptive", "max_attempts": 8},
    connect_timeout=5,
    read_timeout=30,
    max_pool_connections=32,
    user_agent_extra="holdfast",
)
#: Signing in is tried for some ten seconds: a dead endpoint should be told at once, not after minutes.
_SIGN_IN = Config(
    retries={"mode": "standard", "total_max_attempts": 2},
    connect_timeout=4,
    read_timeout=5,
    user_agent_extra="holdfast",
)
#: What botocore knows of the services, read once for all accounts.
_LOADER = LeanLoader(SERVICES)
#: So many clients of an account are kept: each takes 150 kB, and a connection. More than units read at once.
_CLIENTS = 32
#: Where an account's global services are asked, by the partition that the configured region is in.
_HOMES = {"cn-": "cn-north-1", "us-gov-": "us-gov-west-1"}
_HOME = "us-east-1"
#: After so many calls without an answer, one after the other, no more are made: of one service in
#: one region, and of the account (each call has by then been tried for a minute or more). To be
#: asked for patience until no attempt is left is no answer either.
_GIVE_UP_SERVICE = 2
_GIVE_UP_ACCOUNT = 16
#: With these, a simulation says by a page that it has no such operation.
_PAGES = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR})
#: What botocore's fetcher would set, and ours sets for it.
_ITS_OWN = frozenset({"region_name", "config"})
#: An account's number before a host that can have no name before it: only a simulated AWS is met there.
_NUMBERED_HOST = re.compile(r"//\d{12}\.(?=(?:\d+\.){3}\d+[:/]|localhost[:/])")


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
        self.session = session
        self._clients: OrderedDict[tuple[str, str], Any] = OrderedDict()  # the one used last is last
        self._unanswered: dict[tuple[str, str], int] = {}
        self._slow: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._home = _home_of(session)
        self.calls = 0
        #: How often each service said that it was asked too fast.
        self.throttled: Counter[str] = Counter()
        self.label = label
        self.account_id, self.partition = self._identify()

    @property
    def place(self) -> str:
        """What tells this account, seen by this identity, from any other: its number, label and who answers."""
        return f"{self.account_id} {self.label} {self._endpoint}"

    def client(self, service: str, region: str) -> Any:  # noqa: ANN401  boto3 makes client classes at run time
        """Return the one client for ``service`` in ``region`` (``global`` means the home region).

        One that was not used for long is forgotten, and made again when it is asked for.
        """
        place = (service, self._home if region == "global" else region)
        with self._lock:  # a session may not make two clients at once
            if place not in self._clients:
                self._clients[place] = self._new_client(*place, _CONFIG)
                if len(self._clients) > _CLIENTS:
                    self._clients.popitem(last=False)
            self._clients.move_to_end(place)
            return self._clients[place]

    def forget_clients(self) -> None:
        """Forget all clients: the account has been read."""
        with self._lock:
            self._clients.clear()

    def _new_client(self, service: str, region: str, config: Config) -> Any:  # noqa: ANN401  as above
        client = self.session.client(service, region_name=region, config=config)
        client.meta.events.register("before-send", self._count)
        client.meta.events.register("before-call", _plain_host)
        client.meta.events.register("needs-retry", lambda **said: self._answer(service, said.get("response")))
        if is_simulation(client.meta.endpoint_url):
            client.meta.events.register("before-parse", _not_simulated)
        return client

    def offers(self, service: str, region: str) -> bool:
        """Return whether botocore knows ``service`` in ``region``, or knows nothing of where it is."""
        known = self.session.get_available_regions(service, partition_name=self.partition)
        return not known or region in known

    def stop(self) -> None:
        """Make no further call: the run is being broken off."""
        self._stopped.set()

    def trouble(self, service: str, region: str) -> str:
        """Return why ``service`` should not be asked any more; '' when all is well."""
        if self._stopped.is_set():
            return "the run was stopped"
        if self._unanswered.get((service, region), 0) >= _GIVE_UP_SERVICE:
            slow = (service, region) in self._slow
            return f"{service} in {region} {'asks for patience, for minutes' if slow else 'does not answer'}"
        if self._unanswered.get(("", ""), 0) >= _GIVE_UP_ACCOUNT:
            return "AWS asks for patience, for minutes" if ("", "") in self._slow else "AWS no longer answers"
        return ""

    def answered(self, service: str, region: str, *, well: bool, slow: bool = False) -> None:
        """Note that a call was answered (be it by an error), or that nobody did: silent, or ``slow``."""
        with self._lock:
            for place in ((service, region), ("", "")):
                (self._slow.add if slow else self._slow.discard)(place)
                self._unanswered[place] = 0 if well else self._unanswered.get(place, 0) + 1

    def _count(self, **_: object) -> None:
        with self._lock:
            self.calls += 1

    def _answer(self, service: str, response: tuple[Any, Mapping[str, Any]] | None) -> None:
        """Count an answer that asks for patience; botocore itself waits and tries again."""
        code = response[1].get("Error", {}).get("Code", "") if response else ""
        if code in THROTTLED:
            with self._lock:
                self.throttled[service] += 1

    def _identify(self) -> tuple[str, str]:
        """Return the account's number and its partition."""
        try:
            client = self._new_client("sts", self._home, _SIGN_IN)
            self._endpoint = client.meta.endpoint_url
            identity = client.get_caller_identity()
            return identity["Account"], identity["Arn"].split(":")[1]
        except ClientError as error:
            raise _refused(error, self.label) from error
        except (BotoCoreError, ResponseParserError, ValueError, KeyError) as error:
            raise _unreachable(error, self.label) from error


def new_session(loader: Loader = _LOADER, **settings: str | None) -> boto3.Session:
    """Return a boto3 session that shares what botocore knows of the services with all others.

    A service's description takes up to half a second to read, and each session would read its own. What
    ``loader`` is by default knows only what reading asks for.
    Raises botocore's ProfileNotFound.
    """
    core = botocore.session.Session(profile=settings.get("profile_name"))
    core.register_component("data_loader", loader)
    core.get_scoped_config()  # a profile that does not exist is refused here, as boto3 itself does
    return boto3.Session(botocore_session=core, **settings)


def open_account(settings: AccountSettings, environment: Mapping[str, str] = os.environ) -> Account:
    """Sign in to one account. Raises SourceError or UsageError, each with the next step."""
    try:
        session = new_session(profile_name=settings.profile or None)
    except BotoCoreError as error:
        raise UsageError(
            str(error),
            where=settings.label,
            do="Name a profile from ~/.aws/config in holdfast.yaml, under sources: aws.",
        ) from error
    if settings.role:
        session = assume(session, settings, environment)
    return Account(session, settings.label)


def _plain_host(params: dict[str, Any], **_: object) -> None:
    """Undo the prefix that S3 Control puts before the host, where the host is a bare address."""
    params["url"] = _NUMBERED_HOST.sub("//", params["url"])


def _not_simulated(response_dict: dict[str, Any], **_: object) -> None:
    """Raise NotSimulatedError for a page of a simulation, before botocore tries the call again and again."""
    body = response_dict.get("body")
    if response_dict.get("status_code") in _PAGES and isinstance(body, bytes) and body.startswith(b"<!doctype html>"):
        raise NotSimulatedError(response_dict["status_code"])


def assume(
    session: boto3.Session, settings: AccountSettings, environment: Mapping[str, str] = os.environ
) -> boto3.Session:
    """Return a session of the role; its credentials are renewed before they end, however long the run.

    Raises SourceError where AWS refuses, UsageError where the external id is not set.
    """
    extra: dict[str, str] = {"RoleSessionName": "holdfast"}
    if settings.external_id_env:
        if settings.external_id_env not in environment:
            raise UsageError(
                f"the environment variable {settings.external_id_env} is not set",
                where=settings.role,
                do="Set it to the external id that the role's trust policy asks for.",
            )
        extra["ExternalId"] = environment[settings.external_id_env]

    def client(service: str, **given: Any) -> Any:  # noqa: ANN401  boto3 makes client classes at run time
        given = {name: value for name, value in given.items() if name not in _ITS_OWN}
        return session.client(service, region_name=_home_of(session), config=_SIGN_IN, **given)

    source = session.get_credentials()
    if source is None:
        raise _unreachable(NoCredentialsError(), settings.role)
    fetcher = AssumeRoleCredentialFetcher(client, source, settings.role, extra_args=extra)
    granted = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")
    try:
        granted.get_frozen_credentials()
    except ClientError as error:
        if error.response.get("Error", {}).get("Code", "") in EXPIRED and not clock_trouble(error):
            raise _refused(error, settings.role) from error
        if off := clock_trouble(error):
            raise SourceError(off, where=settings.role, do=MEND) from error
        raise SourceError(
            f"the role could not be assumed ({error.response.get('Error', {}).get('Code', '')})",
            where=settings.role,
            do="Check that the role exists, and that its trust policy names the identity that Holdfast runs as.",
        ) from error
    except (BotoCoreError, ResponseParserError, ValueError, KeyError) as error:
        raise _unreachable(error, settings.role) from error
    made = new_session(region_name=session.region_name)
    made._session._credentials = granted  # noqa: SLF001  botocore takes only lasting ones by its public way
    return made


def _home_of(session: boto3.Session) -> str:
    region = session.region_name or ""
    return next((home for start, home in _HOMES.items() if region.startswith(start)), _HOME)


def _refused(error: ClientError, label: str) -> SourceError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    if off := clock_trouble(error):
        return SourceError(off, where=label, do=MEND)
    if code in EXPIRED:
        return SourceError(
            "the AWS credentials have expired",
            where=label,
            do="Sign in again (for SSO: aws sso login), then run the command again.",
        )
    if not code or code.isdigit():  # AWS always gives a name: somebody else has answered
        return SourceError(
            "what answered is not AWS", where=label, do="Check AWS_ENDPOINT_URL, and a proxy on the way."
        )
    return SourceError(
        f"AWS did not accept the credentials ({code})",
        where=label,
        do="Check which credentials are in use with: aws sts get-caller-identity",
    )


def _not_aws(label: str) -> SourceError:
    return SourceError("what answered is not AWS", where=label, do="Check AWS_ENDPOINT_URL, and a proxy on the way.")


def _unreachable(error: Exception, label: str) -> SourceError:
    name = type(error).__name__
    if isinstance(error, (KeyError, ResponseParserError)):
        return SourceError(
            "what answered is not AWS", where=label, do="Check AWS_ENDPOINT_URL, and a proxy on the way."
        )
    if name in {"NoCredentialsError", "PartialCredentialsError", "NoAuthTokenError"}:
        return SourceError(
            "there are no AWS credentials here",
            where=label,
            do="Sign in (aws configure sso, or AWS_PROFILE=...); Holdfast uses boto3's normal credential chain.",
        )
    if name == "CredentialRetrievalError":
        return SourceError(
            f"the AWS credentials could not be fetched ({error})",
            where=label,
            do="Run the command that the profile names (credential_process), and see what it says.",
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
