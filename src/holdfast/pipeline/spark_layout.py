"""Lays out a run's facts for judging on Spark: views over the very files that the draft's manifest names.

Nothing is copied; beside each subject stands its number, found once for all checks of its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.facts.duckdb import quoted
from holdfast.facts.spark import Numbers
from holdfast.facts.subjects import SUBJECT_OWNER
from holdfast.pipeline.layout import NUMBER, wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.content.model import Check
    from holdfast.facts.draft import Draft
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.spark import Spark
    from holdfast.facts.tables import Catalogue
    from holdfast.pipeline.settling import Settled


def lay_out_on_spark(
    engine: Engine, checks: Iterable[Check], catalogue: Catalogue, subjects: Settled, draft: Draft, spark: Spark
) -> None:
    """Make the tables that ``checks`` read readable in ``spark``. Raises StoreError for a damaged file.

    ``engine`` has the facts: it looks at every file before Spark does.
    """
    if subjects.file is None:
        message = "Spark reads subjects from a file"
        raise ValueError(message)
    numbered = {check.header.subject for check in checks}
    for name, columns in sorted(wanted(checks, catalogue).items()):
        if name != SUBJECT_OWNER.name:
            engine.rows(f'SELECT 1 FROM "{name}" LIMIT 0')
        entry = draft.entry(name)
        numbers = None
        if name in numbered:
            own = "TRUE" if name == SUBJECT_OWNER.name or not subjects.distinct else f"kind = {quoted(name)}"
            numbers = Numbers(subjects.file, f"NOT standing AND {own}", NUMBER)
        spark.view(
            catalogue[name],
            draft.files(name),
            columns,
            stored=entry.columns if entry else {},
            numbers=numbers,
        )
