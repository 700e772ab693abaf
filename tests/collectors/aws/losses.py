"""What a refused call may cost: its own columns (or rows) of its own subjects, told by coverage, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.facts.tables import State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from simulated_account import Collected

    from holdfast.collectors.aws.reader import Service
    from holdfast.facts.tables import Table

#: table -> the columns that are NULL without the call; None: the subject's rows are not there.
Costs = dict["Table", "frozenset[str] | None"]


def assert_lost(
    service: Service,
    whole: Collected,
    got: Collected,
    costs: Mapping[Table, frozenset[str] | None],
    of: Collection[object],
) -> None:
    """Hold ``got`` to be ``whole`` but for ``costs`` of the subjects ``of``, each with its coverage."""
    for table in service.tables:
        lost = costs.get(table, frozenset())
        expected = [
            {**row, **dict.fromkeys(lost or ())} if row[table.subject] in of else row
            for row in whole.rows(table)
            if lost is not None or row[table.subject] not in of
        ]
        assert got.rows(table) == expected, table.name
        states = {line.subject: line.state for line in got.coverage if line.table == table.name and line.subject}
        assert states == (dict.fromkeys(of, State.DENIED) if table in costs else {}), table.name
    assert {line.state for line in got.coverage if not line.subject} == {State.READ}


def assert_unread(service: Service, whole: Collected, got: Collected, tables: Collection[Table], state: State) -> None:
    """Hold ``got`` to lack ``tables`` wholly, with coverage that says so, and to have all others."""
    for table in service.tables:
        assert got.rows(table) == ([] if table in tables else whole.rows(table)), table.name
    assert {(line.table, line.state) for line in got.coverage if line.state is not State.READ} == {
        (table.name, state) for table in tables
    }
