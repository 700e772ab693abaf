"""Calls that are about many subjects at once, and lists that boto3 does not turn the pages of.

What a refused call about many would have told, each of its subjects loses.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from holdfast.collectors.aws.reader import GoneError, UnreadError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from holdfast.collectors.aws.reader import Reader
    from holdfast.facts.tables import Table

_Said = TypeVar("_Said")


def ask_in_batches(
    reader: Reader,
    tables: tuple[Table, ...],
    subjects: Sequence[str],
    size: int,
    ask: Callable[[list[str]], Mapping[str, _Said]],
) -> tuple[dict[str, _Said], frozenset[str]]:
    """Ask about ``size`` subjects with each call; return the answers by subject, and who is gone.

    A refused call is coverage for each of its subjects, which then has no answer. ``ask`` raises
    GoneError where one subject no longer exists (each is then asked about alone), or leaves it out.
    """
    answers: dict[str, _Said] = {}
    gone: set[str] = set()

    def batch(some: list[str]) -> None:
        try:
            said = ask(some)
        except GoneError:
            if len(some) == 1:
                gone.update(some)
            else:
                for one in some:
                    batch([one])
        except UnreadError as unread:
            _lose(reader, tables, some, unread)
        else:
            answers.update(said)
            gone.update(set(some) - said.keys())

    reader.each(batch, _batches(subjects, size))
    return answers, frozenset(gone)


class Once(Generic[_Said]):
    """One question that several subjects wait for: asked when the first needs it, and then remembered.

    Call it inside ``part``: whoever needs a refused answer loses what it would have filled.
    """

    def __init__(self, ask: Callable[[], _Said]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._said: list[_Said] = []
        self._unread: UnreadError | None = None

    def __call__(self) -> _Said:
        """Return the answer. Raises the UnreadError that asking raised, each time."""
        with self._lock:
            if self._unread:
                raise self._unread
            if not self._said:
                try:
                    self._said.append(self._ask())
                except UnreadError as unread:
                    self._unread = unread
                    raise
            return self._said[0]


def page_by_page(ask: Callable[[str], Mapping[str, Any] | None], items: str, marker: str) -> Iterator[Any]:
    """Yield what stands under ``items`` of each answer; ``ask`` gets the marker of the page, '' at first.

    Both names may lead inwards: ``DistributionList.Items``. No answer is the end.
    """
    page = ""
    while True:
        answer = ask(page)
        found = _inside(answer, items) or []
        yield from found
        page = _inside(answer, marker) or ""
        if not (page and found):
            return


def _inside(answer: Any, path: str) -> Any:  # noqa: ANN401  as AWS answers
    for name in path.split("."):
        answer = (answer or {}).get(name)
    return answer


def _lose(reader: Reader, tables: tuple[Table, ...], subjects: Collection[str], unread: UnreadError) -> None:
    for subject in subjects:
        with reader.part(*tables, subject=subject):
            raise unread


def _batches(subjects: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(subjects), size):
        yield list(subjects[start : start + size])
