"""Every call of a service, refused in turn over one seeded estate: what each costs, and that it is tried at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from losses import Costs, assert_unread

from holdfast.facts.tables import State

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from simulated_account import Collected, SimulatedAws

    from holdfast.collectors.aws.reader import Service
    from holdfast.facts.tables import Table

_EVERYBODY = frozenset({"sts:GetCallerIdentity", "ec2:DescribeRegions"})


@dataclass(frozen=True)
class Refusals:
    """What a service's calls are worth.

    ``lists``: the tables that nobody can know without a call. ``details``: the columns (None: the rows)
    that a call about subjects fills; ``of`` says which subjects those are, where not all of its tables'.
    ``gone``: the error code by which a call says that its subject was deleted meanwhile.
    """

    service: Service
    lists: Mapping[str, tuple[Table, ...]]
    details: Mapping[str, Costs] = field(default_factory=dict)
    of: Mapping[str, Callable[[Collected], Collection[object]]] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)
    region: str = "eu-west-1"

    def hold(self, aws: SimulatedAws) -> Collected:
        """Refuse each call; return what is read when none is refused. The estate must stand still."""
        aws.remembering = True
        whole = self._collect(aws)
        assert whole.unread() == []
        made = set(aws.calls) - _EVERYBODY
        assert made == self.lists.keys() | self.details.keys(), "a call is made that nothing here refuses"
        declared = {call for table in self.service.tables for call in table.calls}
        assert made == declared, "a table's calls are not those made"
        self._refuse(aws, whole)
        self._delete(aws, whole)
        return whole

    def _collect(self, aws: SimulatedAws) -> Collected:
        return aws.collect([self.service], regions=(self.region,))

    def _refuse(self, aws: SimulatedAws, whole: Collected) -> None:
        for call, tables in self.lists.items():
            aws.deny(call, code="AccessDeniedException")
            assert_unread(self.service, whole, self._collect(aws), tables, State.DENIED)
            aws.refusals.clear()
        for call, costs in self.details.items():
            aws.deny(call, code="AccessDenied")
            self._assert_lost(call, costs, whole, self._collect(aws))
            aws.refusals.clear()

    def _assert_lost(self, call: str, costs: Costs, whole: Collected, got: Collected) -> None:
        for table in self.service.tables:
            of = self._subjects(call, table, whole) if table in costs else set()
            lost = costs.get(table, frozenset())
            expected = [
                {**row, **dict.fromkeys(lost or ())} if row[table.subject] in of else row
                for row in whole.rows(table)
                if lost is not None or row[table.subject] not in of
            ]
            assert got.rows(table) == expected, f"{call}: {table.name}"
            states = {line.subject: line.state for line in got.coverage if line.table == table.name and line.subject}
            assert states == dict.fromkeys(of, State.DENIED), f"{call}: {table.name}"
        assert {line.state for line in got.coverage if not line.subject} == {State.READ}

    def _delete(self, aws: SimulatedAws, whole: Collected) -> None:
        for call, code in self.gone.items():
            aws.deny(call, code=code)
            got = self._collect(aws)
            aws.refusals.clear()
            assert got.unread() == [], call
            families = {table.parent or table.name: table for table in self.details[call]}
            for table in self.service.tables:
                kin = families.get(table.parent or table.name)
                lost = self._subjects(call, kin, whole) if kin else set()
                assert got.rows(table) == [row for row in whole.rows(table) if row[table.subject] not in lost], (
                    f"{call}: {table.name}"
                )

    def _subjects(self, call: str, table: Table, whole: Collected) -> set[object]:
        """Return those subjects of ``table`` that ``call`` is about."""
        family = [one for one in self.service.tables if one is table or one.name == table.parent]
        known = {row[one.subject] for one in family for row in whole.rows(one)}
        subjects = set(self.of[call](whole)) & known if call in self.of else known
        assert subjects, f"nothing of {table.name} in the estate depends on {call}"
        return subjects
