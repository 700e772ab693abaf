"""The AWS Security Finding Format: an array, or Security Hub's answer with ``Findings``.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.findings import Finding
from holdfast.collectors.json_files import begins_with, text, time, values, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SEVERITIES = {"CRITICAL": "critical", "HIGH": "high", "MEDIUM": "medium", "LOW": "low", "INFORMATIONAL": "info"}
_WORKFLOW = {"": "open", "NEW": "open", "NOTIFIED": "open", "SUPPRESSED": "suppressed", "RESOLVED": "resolved"}
_NAMES = ("SchemaVersion", "Id", "ProductArn", "AwsAccountId")


def findings(path: Path) -> Iterator[Finding]:
    """Yield the findings of an ASFF file that did not pass. Raises UsageError with the finding's number."""
    listed = begins_with(path) == "["
    number = 0
    for at, record in values(path, {"item"} if listed else {"Findings.item"}, starts=() if listed else {"Findings"}):
        if at == "Findings":
            listed = True
            continue
        number += 1
        label = f"finding {number}"
        missing = [name for name in _NAMES if not text(record, name)]
        if missing:
            raise wrong(path, label, f"this is no finding in ASFF: it has no {', '.join(missing)}")
        if text(record, "Compliance", "Status") != "PASSED":
            yield _finding(path, label, record)
    if not listed:
        raise wrong(path, "its beginning", "this is no ASFF: neither an array of findings nor an object with Findings")


def _finding(path: Path, label: str, record: object) -> Finding:
    severity, workflow = text(record, "Severity", "Label"), text(record, "Workflow", "Status")
    if severity not in _SEVERITIES:
        raise wrong(path, label, f"the severity {severity!r} is none of ASFF's ({', '.join(_SEVERITIES)})")
    if workflow not in _WORKFLOW:
        raise wrong(path, label, f"the workflow status {workflow!r} is none of ASFF's")
    resource = text(record, "Resources", 0, "Id")
    status: str | None = "resolved" if text(record, "RecordState") == "ARCHIVED" else _WORKFLOW[workflow]
    if text(record, "Compliance", "Status") in {"NOT_AVAILABLE", "WARNING"} and status == "open":
        status = None
    return Finding(
        key=text(record, "Id"),
        scanner=text(record, "ProductName") or text(record, "ProductArn").rpartition("/")[2],
        rule=text(record, "Compliance", "SecurityControlId") or text(record, "GeneratorId"),
        title=text(record, "Title"),
        severity=_SEVERITIES[severity],
        status=status,
        resource=resource if resource.startswith("arn:") else "",
        location="" if resource.startswith("arn:") else resource,
        account_id=text(record, "AwsAccountId"),
        region=text(record, "Resources", 0, "Region") or text(record, "Region") or "global",
        first_seen=time(record, "FirstObservedAt") or time(record, "CreatedAt"),
        seen=time(record, "LastObservedAt") or time(record, "UpdatedAt"),
    )
