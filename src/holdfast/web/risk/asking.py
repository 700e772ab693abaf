"""From a finding to a request: what is asked for must be failing, and in sight of who asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast.pipeline.views import Filter
from holdfast.web.accounts.scope import scope_of
from holdfast.web.risk import exceptions

if TYPE_CHECKING:
    from holdfast.content.model import Check
    from holdfast.pipeline.reads import Reads
    from holdfast.web.accounts.models import User
    from holdfast.web.risk.exceptions import Wanted
    from holdfast.web.risk.models import SecurityException


def ask(reads: Reads, check_id: str, wanted: Wanted, by: User) -> SecurityException:
    """Record a request about subjects that fail the check now.

    Raises UsageError where a subject does not fail it, or is not in sight, and as ``exceptions.request``.
    """
    check = known_check(reads, check_id, by)
    teams = set()
    for subject in wanted.subjects:
        only = Filter(check=check_id, subject=subject, verdict=("fail",), in_scope="any")
        found = reads.findings(scope_of(by), only, "", 1, None).findings
        if not found:
            raise UsageError(
                f"{subject} does not fail {check_id} now, as far as you may see",
                do=f"See what fails with: holdfast results --status fail --check {check_id}",
            )
        teams.add(found[0].team)
    team = wanted.team or (teams.pop() if len(teams) == 1 else by.team)
    return exceptions.request(check, replace(wanted, team=team), by)


def known_check(reads: Reads, check_id: str, by: User) -> Check:
    """Return the check by which the newest run judged. Raises UsageError if there is none of that id."""
    checks = reads.intent(scope_of(by), None).content.checks
    found = next((check for check in checks if check.id == check_id), None)
    if found is None:
        raise UsageError(f"there is no check {check_id!r}", do="See them with: holdfast checks list")
    return found
