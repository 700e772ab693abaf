"""The file of all results that fail, with their subjects and checks, worst first; and what changed since.

A list of findings reads it alone, so that it costs what fails and not what there is. Written whole it is the
dearest file of a run, so a run in which little changed names the file of an earlier one, and beside it a small
file with each result that is not as it was: as it fails now, or without a status where it does not.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from holdfast.facts.ledgers import RESULTS, SUBJECTS
from holdfast.facts.states import listed

if TYPE_CHECKING:
    from holdfast.facts.duckdb import Engine
    from holdfast.facts.manifest import FileRef
    from holdfast.facts.reading import Cursor
    from holdfast.facts.writing import Writer

_OF_SUBJECT = tuple(name for name in SUBJECTS.columns if name != "subject_id")
_OF_CHECK = ("check_id", "title", "program", "exposure")

#: What a list of findings shows, filters and sorts by: the columns of the view ``failing``.
FAILING = (
    *(f"r.{name}" for name in RESULTS.columns),
    *(f"s.{name}" for name in _OF_SUBJECT),
    *(f"c.{name}" for name in _OF_CHECK),
)
COLUMNS = (*RESULTS.columns, *_OF_SUBJECT, *_OF_CHECK)

#: Results with their subjects and checks, as r, s and c.
JOINED = "results AS r JOIN subjects AS s ON s.subject_id = r.subject_id JOIN checks AS c ON c.check_no = r.check_no"

#: All results that fail.
FAILING_SQL = f"SELECT {', '.join(FAILING)} FROM {JOINED} WHERE r.status = 0"

_KEYS = "failing_keys"
#: These are each row's own; of the other texts there are few, so each stands once.
_OWN = frozenset({"subject", "name"})


def overlaid(base: str, changes: str) -> str:
    """Return a SELECT of what fails, from the relations of the two files."""
    columns = listed(COLUMNS)
    return (
        f"SELECT {columns} FROM {base} AS b WHERE NOT EXISTS (SELECT 1 FROM {changes} AS c"
        " WHERE c.check_no = b.check_no AND c.subject_id = b.subject_id)"
        f" UNION ALL SELECT {columns} FROM {changes} WHERE status = 0"
    )


def changed_since(engine: Engine, base: str, run: int) -> int:
    """Find the results that may not fail as they do in the relation ``base``, of ``run``; return how many."""
    # A result that fails is in the base, or has changed since: then its own change names it.
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE {_KEYS} AS
SELECT check_no, subject_id FROM results_changes WHERE run > {run}
UNION SELECT b.check_no, b.subject_id FROM {base} AS b
SEMI JOIN (SELECT subject_id FROM subjects_changes WHERE run > {run}) AS s ON s.subject_id = b.subject_id"""
    )
    return int(str(engine.rows(f"SELECT count(*) FROM {_KEYS}")[0][0]))


def changes_sql() -> str:
    """Return the SELECT of the file of changes, after ``changed_since``."""
    columns = ", ".join(f"f.{name}" for name in COLUMNS if name not in {"check_no", "subject_id"})
    among = f"(SELECT * FROM results SEMI JOIN {_KEYS} USING (check_no, subject_id) WHERE status = 0)"
    failing = FAILING_SQL.replace("results AS r", f"{among} AS r", 1)
    return (
        f"SELECT k.check_no, k.subject_id, {columns} FROM {_KEYS} AS k"
        f" LEFT JOIN ({failing}) AS f ON f.check_no = k.check_no AND f.subject_id = k.subject_id"
        " ORDER BY f.severity, k.check_no, k.subject_id"
    )


def whole(engine: Cursor, writer: Writer) -> FileRef:
    """Write all that fails, worst first. Raises StoreError.

    Results are sorted as they are, narrow; what their subjects are called is fetched when they stand in order.
    """
    subjects = _subjects(engine)
    place = pa.array(range(subjects.num_rows), pa.int32())
    engine.register("failing_places", pa.table([subjects.column("subject_id"), place], names=["subject_id", "place"]))
    checks = engine.arrow(f"SELECT {listed(('check_no', *_OF_CHECK))} FROM checks")
    columns = listed(RESULTS.columns, "r.")
    ordered = engine.batches(
        f"""SELECT {columns}, p.place FROM results AS r JOIN failing_places AS p ON p.subject_id = r.subject_id
SEMI JOIN checks AS c ON c.check_no = r.check_no
WHERE r.status = 0 ORDER BY r.severity, r.check_no, r.subject_id"""
    )
    try:
        parts = (pa.Table.from_batches(part, ordered.schema) for part in chain([[]], ([batch] for batch in ordered)))
        return writer.stream(_joined(part, subjects, checks) for part in parts)
    finally:
        engine.unregister("failing_places")


def _subjects(engine: Engine) -> pa.Table:
    """Return all subjects; texts that many share are held once."""
    batches = engine.batches(f"SELECT {listed(SUBJECTS.columns)} FROM subjects")
    columns: dict[str, list[pa.Array]] = {name: [] for name in SUBJECTS.columns}
    for batch in batches:
        for name, column in zip(SUBJECTS.columns, batch.columns, strict=True):
            few = pa.types.is_string(column.type) and name not in _OWN
            columns[name].append(column.dictionary_encode() if few else column)
    whole = {}
    for name in SUBJECTS.columns:
        kind = SUBJECTS.stored.field(name).type
        if pa.types.is_string(kind) and name not in _OWN:
            kind = pa.dictionary(pa.int32(), kind)
        whole[name] = pa.chunked_array(columns.pop(name), kind).unify_dictionaries().combine_chunks()
    return pa.table(whole)


def _joined(results: pa.Table, subjects: pa.Table, checks: pa.Table) -> pa.Table:
    of_check = pc.index_in(results.column("check_no"), value_set=checks.column("check_no").combine_chunks())
    columns = {name: results.column(name) for name in RESULTS.columns}
    columns |= {name: subjects.column(name).take(results.column("place")) for name in _OF_SUBJECT}
    for name in _OF_CHECK:
        columns[name] = checks.column(name).combine_chunks().dictionary_encode().take(of_check)
    return pa.table(columns)
