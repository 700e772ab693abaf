"""The kinds of field that content is made of, and how strictly it is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, StringConstraints

CONFIG = ConfigDict(extra="forbid", str_strip_whitespace=True)

#: Lower-case words joined by - or _, dotted where there is a hierarchy.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_.][a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1)]


def _in_days(value: object) -> object:
    """Read ``90`` and ``90 days`` as days, as people write them; anything else is left to pydantic."""
    if isinstance(value, int) and not isinstance(value, bool):
        return timedelta(days=value)
    if isinstance(value, str) and value.removesuffix(" days").isdecimal():
        return timedelta(days=int(value.removesuffix(" days")))
    return value


Days = Annotated[timedelta, BeforeValidator(_in_days)]
