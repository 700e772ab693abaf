"""The console's one door to facts and posture: ``holdfast.pipeline.reads``, opened once a process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.conf import settings
from django.http import Http404

from holdfast.web.console.requests import scope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from holdfast.pipeline import views
    from holdfast.pipeline.views import Scope
    from holdfast.web.console.requests import ConsoleRequest

_T = TypeVar("_T")
_REMEMBERED = 8


class Reads(Protocol):
    """What the pages ask. Single objects are None where there is no such thing in sight."""

    def moment(self, scope: Scope, as_of: datetime | None) -> views.Moment | None: ...
    def intent(self, scope: Scope, as_of: datetime | None) -> views.Intent: ...
    def overview(self, scope: Scope, as_of: datetime | None) -> views.Overview: ...
    def frameworks(self, scope: Scope, as_of: datetime | None) -> Sequence[views.FrameworkView]: ...
    def framework(self, scope: Scope, framework: str, as_of: datetime | None) -> views.FrameworkView | None: ...
    def requirement(
        self, scope: Scope, framework: str, requirement: str, as_of: datetime | None
    ) -> views.RequirementView | None: ...
    def programs(self, scope: Scope, as_of: datetime | None) -> Sequence[views.ProgramLine]: ...
    def program(self, scope: Scope, program: str, as_of: datetime | None) -> views.ProgramView | None: ...
    def services(self, scope: Scope, as_of: datetime | None) -> Sequence[views.ServiceLine]: ...
    def service(self, scope: Scope, service: str, as_of: datetime | None) -> views.ServiceView | None: ...
    def teams(self, scope: Scope, as_of: datetime | None) -> Sequence[views.TeamLine]: ...
    def team(self, scope: Scope, team: str, as_of: datetime | None) -> views.TeamView | None: ...
    def findings(
        self, scope: Scope, wanted: views.Filter, cursor: str, limit: int, as_of: datetime | None
    ) -> views.Page: ...
    def checks(self, scope: Scope, as_of: datetime | None) -> Sequence[views.CheckLine]: ...
    def check(self, scope: Scope, check: str, as_of: datetime | None) -> views.CheckView | None: ...
    def subject(self, scope: Scope, subject: str, as_of: datetime | None) -> views.SubjectView | None: ...
    def explain(self, scope: Scope, check: str, subject: str, as_of: datetime | None) -> views.Explanation | None: ...
    def sources(self, scope: Scope, as_of: datetime | None) -> views.SourcesView: ...
    def search(self, scope: Scope, words: str, as_of: datetime | None) -> Sequence[views.Hit]: ...
    def changes(self, scope: Scope, as_of: datetime | None) -> views.Changes: ...


class _Door:
    """The process's reader, opened at the first question."""

    def __init__(self) -> None:
        self.reads: Reads | None = None
        self.lock = threading.Lock()
        self.frames: OrderedDict[int, Frame] = OrderedDict()


_door = _Door()
Frame = tuple["views.SourcesView", str]


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


def frame_of(request: ConsoleRequest) -> tuple[views.Moment, views.SourcesView, str] | None:
    """Return the moment shown, the sources' health and the company's name; None before the first run.

    Remembered for each run, because every page shows them.
    """
    seen = scope(request)
    moment = reads().moment(seen, request.as_of)
    if moment is None:
        return None
    remembered = _door.frames.get(moment.run)
    if remembered is None:
        company = reads().intent(seen, request.as_of).content.company.name
        remembered = (reads().sources(seen, request.as_of), company)
        with _door.lock:
            _door.frames[moment.run] = remembered
            while len(_door.frames) > _REMEMBERED:
                _door.frames.popitem(last=False)
    return moment, *remembered


def found(thing: _T | None, what: str) -> _T:
    """Return the thing, or answer 404 with a sentence."""
    if thing is None:
        raise Http404(what)
    return thing
