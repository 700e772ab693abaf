"""A machine whose clock is off: AWS refuses what it signs, and a person is told that it is the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from holdfast.collectors.aws.clock import clock_trouble

AMBIGUOUS = ["SignatureDoesNotMatch", "InvalidSignatureException", "RequestExpired", "AuthFailure"]


def refused(code: str, ahead: timedelta | None) -> ClientError:
    """Return AWS's refusal; its Date header is such that this machine is ``ahead``."""
    headers = {} if ahead is None else {"date": format_datetime(datetime.now(UTC) - ahead, usegmt=True)}
    said = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPHeaders": headers}}
    return ClientError(said, "ListQueues")


@pytest.mark.parametrize("code", ["RequestTimeTooSkewed", *AMBIGUOUS])
def test_how_far_the_clock_is_off_is_told_from_the_date_of_the_answer(code: str) -> None:
    ahead, behind = timedelta(minutes=23, seconds=5), timedelta(hours=-2)
    assert f"clock is 23 minutes ahead of AWS's, so AWS refuses what it signs ({code})" in clock_trouble(
        refused(code, ahead)
    )
    assert "clock is 120 minutes behind AWS's" in clock_trouble(refused(code, behind))


@pytest.mark.parametrize("code", AMBIGUOUS)
@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(minutes=3), None])
def test_a_refusal_that_means_something_else_is_not_blamed_on_the_clock(code: str, ahead: timedelta | None) -> None:
    assert clock_trouble(refused(code, ahead)) == ""


def test_what_can_mean_nothing_else_is_told_without_a_date() -> None:
    assert clock_trouble(refused("RequestTimeTooSkewed", None)) == "this machine's clock is off (RequestTimeTooSkewed)"


@pytest.mark.parametrize(
    "error", [refused("AccessDenied", timedelta(hours=1)), EndpointConnectionError(endpoint_url="https://x")]
)
def test_other_errors_are_not_about_the_clock(error: Exception) -> None:
    assert clock_trouble(error) == ""
