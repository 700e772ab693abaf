"""OCSF findings (category 2), as an array or a record a line: Prowler's and Security Hub's.

https://schema.ocsf.io/categories/findings: ``severity_id``, ``status_id`` and ``finding_info`` are theirs;
Prowler says in ``status_code`` whether its check passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.findings import Finding
from holdfast.collectors.json_files import begins_with, part, text, time, values, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FINDINGS = 2
_SEVERITIES = {0: None, 1: "info", 2: "low", 3: "medium", 4: "high", 5: "critical", 6: "critical", 99: None}
_STATUSES = {0: None, 1: "open", 2: "open", 3: "suppressed", 4: "resolved", 5: "resolved", 6: "resolved", 99: None}
_PASSED, _UNDECIDED = {"pass", "passed"}, {"manual", "warning", "muted"}


def findings(path: Path) -> Iterator[Finding]:
    """Yield the findings of an OCSF file that did not pass. Raises UsageError with the record's number."""
    first = begins_with(path)
    if first not in {"[", "{"}:
        raise wrong(path, "its beginning", "this is no JSON; OCSF is an array of findings, or one a line")
    for number, (_, record) in enumerate(values(path, {"item"} if first == "[" else {""})):
        label = f"record {number + 1}"
        if _of(record, "category_uid") != _FINDINGS and (_of(record, "class_uid") or 0) // 1000 != _FINDINGS:
            raise wrong(path, label, "this is no OCSF finding: its category_uid is not 2")
        if not text(record, "finding_info", "uid"):
            raise wrong(path, label, "the finding has no finding_info.uid, so it cannot be told from others")
        said = text(record, "status_code").lower() or text(record, "compliance", "status").lower()
        if said not in _PASSED:
            yield _finding(path, label, record, said)


def _finding(path: Path, label: str, record: object, said: str) -> Finding:
    severity, status = _of(record, "severity_id"), _of(record, "status_id")
    if severity not in _SEVERITIES:
        raise wrong(path, label, f"the severity_id {part(record, 'severity_id')!r} is none of OCSF's")
    about = part(record, "resources", 0)
    resource = text(about, "uid")
    rule = text(record, "metadata", "event_code") or text(record, "finding_info", "types", 0)
    info = "finding_info"
    return Finding(
        key=text(record, info, "uid"),
        scanner=text(record, "metadata", "product", "name") or "OCSF",
        rule=rule or text(record, info, "title"),
        title=text(record, info, "title"),
        severity=_SEVERITIES[severity],
        status=None if said in _UNDECIDED else _STATUSES.get(1 if status is None else status),
        resource=resource if resource.startswith("arn:") else "",
        location="" if resource.startswith("arn:") else resource,
        account_id=text(record, "cloud", "account", "uid")
        if text(record, "cloud", "provider").lower() == "aws"
        else "",
        region=text(about, "region") or text(record, "cloud", "region") or "global",
        first_seen=time(record, info, "first_seen_time_dt") or time(record, info, "first_seen_time"),
        seen=time(record, info, "last_seen_time_dt") or time(record, "time_dt") or time(record, "time"),
    )


def _of(record: object, name: str) -> int | None:
    found = part(record, name)
    return found if isinstance(found, int) and not isinstance(found, bool) else None
