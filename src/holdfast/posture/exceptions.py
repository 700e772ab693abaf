"""Which fails are excepted: design rule 6. A check's result stays what it is; only its weight changes.

Whether a fail is excepted is TRUE, FALSE, or NULL where the exceptions could not be read: then nobody
can say that it counts, nor that it does not.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from holdfast.content.references import DEFAULT_FRAMEWORK, parse_control
from holdfast.facts.duckdb import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.content.model import Check
    from holdfast.facts.tables import Catalogue

EXCEPTIONS = "org_exception_subject"

#: Where nothing can be excepted, because there are no records.
NOTHING = "FALSE"


def clause_shown(check: Check) -> str:
    """Return the clause of ISO/IEC 27001 (4 to 10) that a check shows; '' where it shows none.

    From a clause nothing can be excepted: what it asks for is a condition of the certificate.
    """
    named = map(parse_control, check.header.controls)
    clauses = (one for one in named if one.framework == DEFAULT_FRAMEWORK and one.requirement[:1].isdigit())
    return next((one.requirement for one in clauses), "")


def excepted_sql(
    catalogue: Catalogue, checks: Iterable[Check], moment: int, *, check_id: str, subject: str, some: bool = True
) -> str:
    """Return whether the fail of ``check_id`` by ``subject`` (two SQL expressions) is excepted at an epoch second.

    ``some`` False: there are no exceptions, so nobody need look for one.
    """
    if EXCEPTIONS not in catalogue:
        return NOTHING
    at = quoted(datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S"))
    never = ", ".join(quoted(check.id) for check in checks if clause_shown(check))
    bound = f" AND x.check_id NOT IN ({never})" if never else ""
    # No subquery that looks outwards: there a column of the exceptions would hide one of the same name.
    live = (
        f"({check_id}, {subject}) IN (SELECT x.check_id, x.about FROM {EXCEPTIONS} AS x WHERE x.approved "
        f"AND x.starts_at <= TIMESTAMP {at} AND x.ends_at > TIMESTAMP {at}{bound})"
    )
    unread = f"(SELECT count(*) > 0 FROM coverage WHERE \"table\" = '{EXCEPTIONS}' AND state NOT IN ('read', 'off'))"
    if not some:
        live = NOTHING
    return f"CASE WHEN {live} THEN TRUE WHEN {unread} THEN NULL ELSE FALSE END"
