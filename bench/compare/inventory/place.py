"""One simulated account to fill: clients that reach nothing but the simulation, and moto's own state for the past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from moto.backends import get_backend

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where everything is made that has a region.
HOME = "eu-west-1"
#: An account that no other one knows.
STRANGER = "999999999999"


@dataclass(frozen=True, slots=True)
class Place:
    """One account, signed in to."""

    account_id: str
    url: str
    session: boto3.Session
    credentials: Mapping[str, str]
    regions: tuple[str, ...]

    def client(self, service: str, region: str = HOME) -> Any:  # noqa: ANN401  boto3 makes client classes at run time
        """Return a client for ``service``."""
        # S3 Control puts the account's number before the host; the door as a proxy is met under any name.
        through = Config(proxies={"http": self.url})
        return self.session.client(service, region_name=region, endpoint_url=self.url, config=through)

    def past(self, service: str, region: str = "aws") -> Any:  # noqa: ANN401  moto's backends share no class
        """Return moto's state of ``service``, for what no call can make: that something is old."""
        return get_backend(service)[self.account_id][region]

    def arn(self, service: str, resource: str, region: str = HOME) -> str:
        """Return an ARN in this account."""
        return f"arn:aws:{service}:{region}:{self.account_id}:{resource}"


def sign_in(url: str, account_id: str, regions: tuple[str, ...] = (HOME,)) -> Place:
    """Return the place of ``account_id``, signed in to; ``regions`` are those that are compared."""
    first = boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing")  # noqa: S106  moto asks nothing
    sts = first.client("sts", region_name=HOME, endpoint_url=url)
    granted = sts.assume_role(RoleArn=f"arn:aws:iam::{account_id}:role/Compare", RoleSessionName="compare")
    keys = granted["Credentials"]
    session = boto3.Session(
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    credentials = {
        "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys["SessionToken"],
    }
    return Place(account_id, url, session, credentials, regions)
