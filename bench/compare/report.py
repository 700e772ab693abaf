"""What a comparison came to, in words: agreement, what each tool took, and every verdict that was not the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from compare.left_out import ANSWERS_NOTHING, LEFT_OUT, OTHER_QUESTIONS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Sequence

    from compare.doors import Call
    from compare.verdicts import Compared, Verdict


@dataclass(frozen=True, slots=True)
class Run:
    """What one tool took for one account."""

    name: str
    seconds: float
    cpu_seconds: float
    peak_mb: float
    answering_seconds: float
    calls: Counter[Call]

    def count(self, *, again: bool = False, supported: bool | None = None) -> int:
        """Return how many requests came, of those asked for the first time (or ``again``), refused or not."""
        return sum(
            number for call, number in self.calls.items() if call.again == again and supported in {None, call.supported}
        )


def report(runs: Sequence[Run], joined: Compared, wanted: Sequence[str]) -> None:
    """Print it; ``runs`` are our collection, our evaluation and theirs, in turn, for each account."""
    print(f"agreement: {joined.agreed} of {joined.compared} compared verdicts, {joined.agreement:.2%}")
    print(
        f"checks of ours compared: {len(joined.checks)}, by {len(wanted)} of the peer's; "
        f"{len(joined.both_ways)} met both pass and fail"
    )
    print(f"unknown on one side: {len(joined.unknown)}; left out: {len(LEFT_OUT) + len(ANSWERS_NOTHING)}")
    print(f"only ours: {joined.only_ours.total()} verdicts; only theirs: {joined.only_theirs.total()}")
    print(f"{'':10} {'wall s':>8} {'CPU s':>8} {'peak MB':>8} {'calls':>8} {'refused':>8} {'again':>8} {'moto s':>8}")
    for number in range(0, len(runs), 3):
        collect, evaluate, theirs = runs[number : number + 3]
        print(f"account {number // 3 + 1}")
        for run in (collect, evaluate, theirs):
            print(
                f"{run.name:10} {run.seconds:8.1f} {run.cpu_seconds:8.1f} {run.peak_mb:8.0f} {run.count():8,} "
                f"{run.count(supported=False):8,} {run.count(again=True):8,} {run.answering_seconds:8.1f}"
            )
        _ratio("collect", [collect], theirs)
        _ratio("both", [collect, evaluate], theirs)
    for check, why in LEFT_OUT.items():
        print(f"left out: {check}: {why}")
    for check, why in ANSWERS_NOTHING.items():
        print(f"answers nothing: {check}: {why}")
    for (check, other), why in OTHER_QUESTIONS.items():
        print(f"another question: {check}, {other}: {why}")
    _rows("disagreements", joined.disagreed)
    _rows("unknown on one side", joined.unknown)
    _tallies("only ours", joined.only_ours)
    _tallies("only theirs", joined.only_theirs)


def _ratio(name: str, ours: Sequence[Run], theirs: Run) -> None:
    seconds, cpu = sum(run.seconds for run in ours), sum(run.cpu_seconds for run in ours)
    peak, calls = max(run.peak_mb for run in ours), sum(run.count() for run in ours)
    print(
        f"{name + '/theirs':15} {seconds / theirs.seconds:3.2f} {cpu / theirs.cpu_seconds:8.2f} "
        f"{peak / theirs.peak_mb:8.2f} {calls / theirs.count():8.2f}"
    )


def _rows(title: str, pairs: Iterable[tuple[Verdict, Verdict]]) -> None:
    found = sorted(pairs, key=lambda pair: (pair[0].check, pair[0].resource))
    print(f"\n{title}: {len(found)}")
    for mine, other in found:
        print(f"  {mine.check} {mine.resource}")
        print(f"    ours {mine.status}: {mine.reason}\n    theirs {other.status}: {other.reason}")


def _tallies(title: str, found: Counter[str]) -> None:
    print(f"\n{title}: {found.total()}")
    for check, number in sorted(found.items()):
        print(f"  {check}: {number}")
