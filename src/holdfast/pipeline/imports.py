"""Takes the findings of another scanner's file into the company's state: all of them, or none.

The file is read as a stream, and written beside the last good import, which it then replaces. A
finding that was imported before keeps the moment at which it was first seen.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.collectors.findings import Finding, imports_folder, last_line, named, subject_of
from holdfast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from typing import TextIO

    from holdfast.collectors.interface import Collector

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Import:
    """What to import: ``name`` tells one scanner's file from another's, and a newer one replaces it.

    ``repository`` is where the scanned source is, for formats that do not say. Findings are believed
    for ``max_age`` after the file was made.
    """

    file: Path
    name: str
    max_age: timedelta
    repository: str = ""


def take(state: Path, collector: Collector, given: Import, now: datetime) -> int:
    """Import a file; returns how many findings it holds. Raises UsageError, and then nothing was changed."""
    if collector.findings is None:
        raise UsageError(f"{collector.source} takes no files", where="--file", do="Files: asff, ocsf, sarif.")
    if not _NAME.fullmatch(given.name):
        raise UsageError(
            f"{given.name!r} cannot be an import's name",
            where="--name",
            do="Use lower case letters, digits, . _ and -.",
        )
    folder = imports_folder(state, collector.source)
    target = folder / f"{given.name}.jsonl"
    digest = _digest(given.file)
    known, before = _known(target)
    since = datetime.fromisoformat(str(before["since"])) if before.get("sha256") == digest else now
    found = collector.findings(given.file)
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".import-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            count, newest = _write(file, collector.source, given, found, known, since)
            made = min(newest or now, now)
            last = {"made_at": made.isoformat(), "since": since.isoformat(), "sha256": digest}
            last |= {"max_age_s": str(int(given.max_age.total_seconds())), "count": str(count)}
            file.write(json.dumps(last) + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()
    return count


def _write(
    file: TextIO, source: str, given: Import, found: Iterator[Finding], known: dict[str, str], since: datetime
) -> tuple[int, datetime | None]:
    """Write a line for each finding; returns their number, and when the tool saw the last of them."""
    times: dict[str, int] = {}
    count, newest = 0, None
    for finding in found:
        subject = subject_of(source, finding)
        times[subject] = times.get(subject, 0) + 1
        if times[subject] > 1:  # a tool may report one thing twice; each is a finding
            subject = f"{subject}-{times[subject]}"
        seen = finding.seen or since
        first = min([finding.first_seen or since, *(datetime.fromisoformat(at) for at in [known.get(subject)] if at)])
        newest = max(newest, seen) if newest and finding.seen else finding.seen or newest
        file.write(json.dumps(_line(subject, finding, given, first, max(seen, first))) + "\n")
        count += 1
    return count, newest


def _line(subject: str, finding: Finding, given: Import, first: datetime, seen: datetime) -> dict[str, str | None]:
    return {
        "subject": subject,
        "account_id": finding.account_id,
        "region": finding.region,
        "name": named(finding.rule, finding.resource or finding.location)[:_LONGEST],
        "scanner": finding.scanner,
        "rule": finding.rule,
        "title": " ".join(finding.title.split())[:_LONGEST],
        "severity": finding.severity,
        "status": finding.status,
        "resource": finding.resource,
        "location": finding.location,
        "repository": (given.repository or finding.repository).removesuffix(".git"),
        "first_seen_at": first.isoformat(),
        "last_seen_at": seen.isoformat(),
    }


def _known(target: Path) -> tuple[dict[str, str], dict[str, object]]:
    """Return when each finding of the last import was first seen, and what that import says of itself."""
    if not target.exists() or not (last := last_line(target)):
        return {}, {}
    with target.open(encoding="utf-8") as file:
        lines = (json.loads(line) for line in file)
        return {line["subject"]: line["first_seen_at"] for line in lines if "subject" in line}, last


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"the file cannot be read: {error.strerror or error}", where=str(path)) from error
