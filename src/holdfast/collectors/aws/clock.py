"""Whether this machine's clock is what AWS refuses: it tells the time in every answer.

A request is signed with the time. AWS refuses one that is more than five (S3 and EC2: fifteen) minutes off, and
most of its services then speak of the signature or of the credentials alone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from botocore.exceptions import ClientError

#: What AWS says where a clock is off; each but the first may mean something else too.
_ALWAYS = "RequestTimeTooSkewed"
_PERHAPS = frozenset({"SignatureDoesNotMatch", "InvalidSignatureException", "RequestExpired", "AuthFailure"})
_ALLOWED = timedelta(minutes=4)

#: What to do about it.
MEND = "Set the clock (on Linux: timedatectl set-ntp true), then run the command again."


def clock_trouble(error: Exception) -> str:
    """Return in words that this machine's clock is off, and by how much; '' where the error means something else."""
    if not isinstance(error, ClientError):
        return ""
    code = str(error.response.get("Error", {}).get("Code", ""))
    if code != _ALWAYS and code not in _PERHAPS:
        return ""
    try:
        told = parsedate_to_datetime(error.response["ResponseMetadata"]["HTTPHeaders"]["date"])
    except (KeyError, TypeError, ValueError):
        return f"this machine's clock is off ({code})" if code == _ALWAYS else ""
    off = datetime.now(UTC) - told.replace(tzinfo=told.tzinfo or UTC)
    if abs(off) <= _ALLOWED and code != _ALWAYS:
        return ""
    by = f"{round(abs(off).total_seconds() / 60):,} minutes {'ahead of' if off > timedelta() else 'behind'} AWS's"
    return f"this machine's clock is {by}, so AWS refuses what it signs ({code})"
