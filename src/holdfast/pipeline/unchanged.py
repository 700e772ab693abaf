"""Which checks would say what they said, so that they need not be asked again.

A check's *grounds* are all that its verdicts follow from: its text, the tables that it reads, what of
them was not read, and how Holdfast judges. Each evaluation keeps a hash of every check's grounds
beside its results; a check with the same hash is not run. When in doubt it is run: a check that asks
for the time has no grounds that could be the same, nor has one that could not run.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import holdfast
from holdfast.facts.subjects import SUBJECT_OWNER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.checks.coverage import CoverageIndex
    from holdfast.content.model import Check
    from holdfast.facts.draft import Draft
    from holdfast.facts.manifest import Manifest
    from holdfast.facts.tables import Catalogue

#: The blob of a run that holds the grounds of its results.
GROUNDS = "grounds"

#: The code by which facts become verdicts: when any of it changes, everything is asked anew.
_JUDGING = ("checks/*.py", "pipeline/*.py", "posture/*.py", "facts/*.py")

_TIME = re.compile(r"\bcurrent_|\bnow\b|\btoday\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an evaluation rested on: a hash for each check, and what its subjects were.

    ``run`` is whose facts those were; ``rules`` hashes what its subjects followed from beside facts.
    """

    checks: Mapping[str, str] = field(default_factory=dict)
    settled: str = ""
    subjects: int = 0
    distinct: bool = False
    rules: str = ""
    run: int = 0

    def encoded(self) -> bytes:
        """Return it as the bytes of a blob."""
        return json.dumps({**asdict(self), "checks": dict(self.checks)}, sort_keys=True).encode()


@dataclass(frozen=True, slots=True)
class Before:
    """The evaluation before: what it rested on, and the run whose facts it judged (None: there is none to go by)."""

    grounds: Grounds = field(default_factory=Grounds)
    run: Manifest | None = None


def grounds_of(manifest: Manifest | None) -> Grounds:
    """Return what a run's results rest on; nothing where it does not say. Raises StoreError if that is damaged."""
    data = manifest.blob(GROUNDS) if manifest else None
    return Grounds(**json.loads(data)) if data else Grounds()


def grounds(check: Check, draft: Draft, catalogue: Catalogue, coverage: CoverageIndex) -> str:
    """Return the hash of all that the check's verdicts follow from; empty where time passing is enough.

    Subjects must be settled: whose they are is a table too.
    """
    if _TIME.search(check.run_sql):
        return ""
    read = {name: table_grounds(name, draft, catalogue) for name in sorted({*check.tables, check.header.subject})}
    unread = {
        "gaps": sorted(map(repr, coverage.gaps(check))),
        "hints": sorted(map(repr, coverage.hints(check))),
        "scopes": sorted(map(repr, coverage.scopes_unread(check.header.subject))),
    }
    return hashed(repr(check.header), check.run_sql, read, unread)


def table_grounds(name: str, draft: Draft, catalogue: Catalogue) -> str:
    """Return what a table holds, as far as the draft's entry of it says."""
    entry = draft.entry(name)
    held = (entry.hash, entry.version, sorted(entry.columns.items())) if entry else ()
    return repr((held, catalogue[name].version))


def settled_grounds(rules: str, draft: Draft, catalogue: Catalogue) -> str:
    """Return the hash of what subjects follow from: their rules, and the tables that they stand in."""
    names = [table.name for table in catalogue if table.is_subject_table and table.name != SUBJECT_OWNER.name]
    return hashed(rules, {name: table_grounds(name, draft, catalogue) for name in sorted(names)})


def hashed(*parts: object) -> str:
    """Return the hash of parts whose ``repr`` says all about them."""
    return hashlib.sha256(repr((_judged_as(), parts)).encode()).hexdigest()


@cache
def _judged_as() -> str:
    """Return the hash of Holdfast's judging code: a verdict of other code is no ground to stand on."""
    home = Path(holdfast.__file__).parent
    code = hashlib.sha256(holdfast.__version__.encode())
    for pattern in _JUDGING:
        for file in sorted(home.glob(pattern)):
            code.update(file.read_bytes())
    return code.hexdigest()
