"""Every call of a service refused in turn, and every subject gone in turn: one seeded estate, asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from losses import Costs, assert_lost, assert_unread

from holdfast.facts.tables import State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from simulated_account import Collected, SimulatedAws

    from holdfast.collectors.aws.reader import Service
    from holdfast.facts.tables import Table

#: What a refused call costs: whole tables, or columns and rows of each subject.
Cost = tuple["Table", ...] | Costs
#: Calls that belong to no service: who we are, and which regions there are.
_NOT_OF_A_SERVICE = frozenset({"sts:GetCallerIdentity", "ec2:DescribeRegions"})


def hold_to_costs(
    aws: SimulatedAws,
    service: Service,
    costs: Mapping[str, Cost],
    *,
    of: Mapping[str, Collection[object]] | None = None,
    gone: Mapping[str, str] | None = None,
) -> Collected:
    """Hold that ``costs`` names every call of ``service``, and that each denied call costs just that.

    The account is as the test has seeded it. ``of`` says of which subjects a call is asked where it
    is not of all that its first table has. ``gone`` maps a call to the error code by which AWS says
    that its subject was deleted: it then has no row, and nothing is unread. Returns what was read
    when nothing was refused.
    """
    aws.remembering = True
    whole = aws.collect([service])
    assert whole.unread() == [], [line.error for line in whole.coverage if line.error]
    assert set(aws.calls) - _NOT_OF_A_SERVICE == set(costs)
    answers = dict(aws.answers)
    for call, cost in costs.items():
        aws.deny(call, code="AccessDeniedException")
        got = aws.collect([service])
        if isinstance(cost, tuple):
            assert_unread(service, whole, got, cost, State.DENIED)
        else:
            table = _of(service, next(iter(cost)))
            subjects = (of or {}).get(call) or {row[table.subject] for row in whole.rows(table)}
            assert subjects, f"the estate has nothing of which {call} is asked"
            assert_lost(service, whole, got, cost, subjects)
        aws.refusals.clear()
    for call, code in (gone or {}).items():
        cost = costs[call]
        assert not isinstance(cost, tuple), f"{call} lists, so it cannot say that one thing is gone"
        table = _of(service, next(iter(cost)))
        subjects = (of or {}).get(call) or {row["arn"] for row in whole.rows(table)}
        aws.deny(call, code=code)
        got = aws.collect([service])
        assert got.unread() == [], call
        assert got.rows(table) == [row for row in whole.rows(table) if row["arn"] not in subjects], call
        aws.refusals.clear()
    assert aws.answers == answers
    return whole


def hold_empty(aws: SimulatedAws, service: Service, *, beyond: Collection[Table] = ()) -> None:
    """Hold that an account with nothing in it is read whole, and has no row but in ``beyond``."""
    got = aws.collect([service])
    assert got.unread() == []
    for table in service.tables:
        assert bool(got.rows(table)) == (table in beyond), table.name


def _of(service: Service, table: Table) -> Table:
    """Return the table whose subjects ``table`` is about."""
    return next(one for one in service.tables if one.name == (table.parent or table.name))
