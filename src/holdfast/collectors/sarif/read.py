"""SARIF 2.1.0: a run names its tool and rules, and has results.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html: level (3.27.10), kind (3.27.9),
suppressions (3.27.23), fingerprints (3.27.16, 3.27.17). ``security-severity`` is GitHub's property of
rules, with its bounds: 9 critical, 7 high, 4 medium.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from holdfast.collectors.findings import Finding
from holdfast.collectors.json_files import part, text, time, values, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

_LEVELS = {"error": "high", "warning": "medium", "note": "low", "none": "info"}
_SCORES = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"))
_FOUND = {"fail", "open", "review"}
_NOT_FOUND = {"pass", "notApplicable", "informational"}

_RUN = "runs.item"
_TOOL, _ENDS, _FROM = f"{_RUN}.tool", f"{_RUN}.invocations.item", f"{_RUN}.versionControlProvenance.item"
_RESULT = f"{_RUN}.results.item"


@dataclass(slots=True)
class _Run:
    """What a run says of itself."""

    tool: str = ""
    rules: dict[str, object] = field(default_factory=dict)
    listed: list[object] = field(default_factory=list)
    ended: datetime | None = None
    repository: str = ""


def findings(path: Path) -> Iterator[Finding]:
    """Yield the results of a SARIF file that found something. Raises UsageError with the place."""
    runs = _runs(path)
    run, place = -1, 0
    for at, value in values(path, {_RESULT}, starts={_RUN}):
        if at == _RUN:
            run, place = run + 1, 0
        elif isinstance(value, dict):
            label = f"runs[{run}].results[{place}]"
            place += 1
            if (kind := text(value, "kind") or "fail") in _FOUND:
                yield _finding(path, label, runs[run], value, kind)
            elif kind not in _NOT_FOUND:
                raise wrong(path, label, f"the kind {kind!r} is none of SARIF's")


def _runs(path: Path) -> list[_Run]:
    """Return what each run says of itself: rules may stand after the results that name them."""
    runs: list[_Run] = []
    version = ""
    for at, value in values(path, {"version", _TOOL, _ENDS, _FROM}, starts={_RUN}):
        if at == "version":
            version = str(value)
        elif at == _RUN:
            runs.append(_Run())
        elif at == _TOOL:
            runs[-1].tool = text(value, "driver", "name")
            for driver in (part(value, "driver"), *_list(part(value, "extensions"))):
                rules = _list(part(driver, "rules"))
                runs[-1].listed = runs[-1].listed or rules
                runs[-1].rules |= {text(rule, "id"): rule for rule in rules}
        elif at == _ENDS:
            runs[-1].ended = time(value, "endTimeUtc") or time(value, "startTimeUtc") or runs[-1].ended
        else:
            runs[-1].repository = runs[-1].repository or text(value, "repositoryUri")
    if version != "2.1.0":
        raise wrong(path, "version", f"this is no SARIF 2.1.0 (its version is {version or 'not given'!r})")
    for number, run in enumerate(runs):
        if not run.tool:
            raise wrong(path, f"runs[{number}].tool.driver.name", "the run does not name its tool")
    return runs


def _finding(path: Path, label: str, run: _Run, result: dict[str, object], kind: str) -> Finding:
    number = part(result, "ruleIndex")
    rule_id = text(result, "ruleId") or text(result, "rule", "id")
    rule = run.rules.get(rule_id)
    if rule is None and isinstance(number, int) and 0 <= number < len(run.listed):
        rule = run.listed[number]
    rule_id = rule_id or text(rule, "id")
    message = text(result, "message", "text")
    physical = part(result, "locations", 0, "physicalLocation")
    uri, line = text(physical, "artifactLocation", "uri"), part(physical, "region", "startLine")
    prints = part(result, "fingerprints") or part(result, "partialFingerprints")
    return Finding(
        key="|".join((rule_id, uri, _print(prints) or f"{line}|{message}")),
        scanner=run.tool,
        rule=rule_id,
        title=message or text(rule, "shortDescription", "text"),
        severity=_severity(path, label, result, rule),
        status=_status(result) if kind != "review" else None,
        location=f"{uri}:{line}" if uri and line else uri,
        repository=run.repository,
        seen=run.ended,
    )


def _severity(path: Path, label: str, result: dict[str, object], rule: object) -> str:
    score = part(result, "properties", "security-severity") or part(rule, "properties", "security-severity")
    if score is not None:
        try:
            number = float(str(score))
        except ValueError as error:
            raise wrong(path, label, f"the security-severity {score!r} is no number") from error
        return next((name for least, name in _SCORES if number >= least), "info")
    level = text(result, "level") or text(rule, "defaultConfiguration", "level") or "warning"
    if level not in _LEVELS:
        raise wrong(path, label, f"the level {level!r} is none of SARIF's ({', '.join(_LEVELS)})")
    return _LEVELS[level]


def _status(result: dict[str, object]) -> str:
    states = [text(one, "status") or "accepted" for one in _list(part(result, "suppressions"))]
    if "accepted" in states and not {"underReview", "rejected"} & set(states):
        return "suppressed"
    return "resolved" if text(result, "baselineState") == "absent" else "open"


def _print(prints: object) -> str:
    """Return a result's own fingerprint; Semgrep writes the same sentence for all to those who are not signed in."""
    if not isinstance(prints, dict) or not prints or "requires login" in prints.values():
        return ""
    return hashlib.sha256(repr(sorted(prints.items(), key=str)).encode()).hexdigest()


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
