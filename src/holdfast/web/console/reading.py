"""The console's one door to facts and posture: ``holdfast.pipeline.reads``, opened once a process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.http import Http404

from holdfast.web.console.names import names_of
from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from holdfast.pipeline import views
    from holdfast.pipeline.reads import Reads
    from holdfast.pipeline.views import Scope
    from holdfast.web.console.names import Names
    from holdfast.web.console.requests import ConsoleRequest

_T = TypeVar("_T")
_REMEMBERED = 16
_FRESH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows of a run: the sources' health, the company's name, what things are called."""

    sources: views.SourcesView
    company: str
    names: Names
    read_at: float


class _Door:
    """The process's reader, opened at the first question, and the last frames."""

    def __init__(self) -> None:
        self.reads: Reads | None = None
        self.lock = threading.Lock()
        self.frames: OrderedDict[tuple[int, Scope], Frame] = OrderedDict()


_door = _Door()


def use(reads: Reads | None) -> None:
    """Answer from ``reads`` from now on; None opens the company's own at the next question."""
    with _door.lock:
        _door.reads = reads
        _door.frames.clear()


def reads() -> Reads:
    """Return the company's reader. Raises StoreError if the store cannot be opened."""
    with _door.lock:
        if _door.reads is None:
            from holdfast.pipeline.reads import open_reads  # noqa: PLC0415  DuckDB loads at the first question

            _door.reads = open_reads(settings.HOLDFAST.company)
        return _door.reads


def moment_of(request: ConsoleRequest) -> views.Moment | None:
    """Return the run that answers the request; None where nothing had been judged. Raises StoreError."""
    if _door.reads is None and not settings.HOLDFAST.store.exists():
        return None
    return reads().moment(scope(request), request.as_of)


def frame_of(request: ConsoleRequest, moment: views.Moment) -> Frame:
    """Return what every page shows of a run; remembered for a minute, because freshness fades."""
    key = (moment.run, scope(request))
    with _door.lock:
        frame = _door.frames.get(key)
    if frame is None or time.monotonic() - frame.read_at > _FRESH_SECONDS:
        seen, as_of = key[1], request.as_of
        content = reads().intent(seen, as_of).content
        frame = Frame(reads().sources(seen, as_of), content.company.name, names_of(content), time.monotonic())
        with _door.lock:
            _door.frames[key] = frame
            while len(_door.frames) > _REMEMBERED:
                _door.frames.popitem(last=False)
    return frame


def found(thing: _T | None, what: str) -> _T:
    """Return the thing, or answer 404 with a sentence."""
    if thing is None:
        raise Http404(what)
    return thing
