"""What IAM's policies come to: whether some statements, under a boundary, let their holder do an action on a thing.

AWS's own logic for one account (policy evaluation logic, IAM User Guide): what a policy allows and none denies,
and a permissions boundary allows too. Three answers: True, False, and None for what hangs on a condition that only
a request can meet. Service control policies are not weighed: they may close what is said here to be open, and never
open what is said to be closed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Conditions that a holder can meet at will: with a second factor, or over TLS.
_MET_AT_WILL = frozenset({"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:securetransport"})
_PASSED_TO = "iam:passedtoservice"
_POSITIVE = frozenset({"stringequals", "stringlike", "arnequals", "arnlike", "stringequalsignorecase"})


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an identity's policy; actions in lower case, resources as written."""

    policy: str
    allows: bool
    actions: tuple[str, ...]
    but_actions: bool
    resources: tuple[str, ...]
    but_resources: bool
    condition: Mapping[str, Any]

    def speaks_of(self, action: str) -> bool:
        """Return whether the statement is about this action (in lower case)."""
        return any(_matches(pattern, action) for pattern in self.actions) != self.but_actions

    def covers(self, thing: str, name: str) -> bool | None:
        """Return whether it is about this ARN; None where a variable other than the holder's own name decides.

        ``name`` is the holder's own, by which ``${aws:username}`` is replaced; empty for a role.
        """
        found: bool | None = False
        for resource in self.resources:
            pattern = resource.replace("${aws:username}", name) if name else resource
            if "${" in pattern:
                found = found or None
            elif _matches(pattern, thing):
                found = True
        return found if not self.but_resources or found is None else not found


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it is allowed, by which policies, and the keys of the conditions that it hangs on."""

    allowed: bool | None
    policies: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()


NO = Answer(allowed=False)


def statements(policy: str, rows: Iterable[Mapping[str, Any]]) -> tuple[Statement, ...]:
    """Return a policy's statements from its rows (``policies.statement_rows``), which have one action each."""
    made = []
    for _, group in groupby(rows, key=lambda row: row["statement_index"]):
        of = list(group)
        first = of[0]
        made.append(
            Statement(
                policy=policy,
                allows=first["effect"] == "Allow",
                actions=tuple(str(row["action"]).lower() for row in of),
                but_actions=bool(first["not_action"]),
                resources=tuple(first["resource"]),
                but_resources=bool(first["not_resource"]),
                condition=json.loads(first["condition"]) if first["condition"] else {},
            )
        )
    return tuple(made)


def about(all_statements: Iterable[Statement], action: str) -> tuple[Statement, ...]:
    """Return those that are about an action, given in IAM's spelling."""
    return tuple(one for one in all_statements if one.speaks_of(action.lower()))


def decide(
    held: Sequence[Statement], bounds: Sequence[Statement] | None, thing: str, *, name: str = "", service: str = ""
) -> Answer:
    """Return whether statements about one action allow it on a thing (an ARN).

    ``bounds`` are the boundary's statements about the action, None where there is no boundary. ``service`` is whom
    a role is passed to, for ``iam:PassRole``.
    """
    allowed = _side(held, thing, name, service)
    if allowed.allowed is not False and bounds is not None:
        bound = _side(bounds, thing, name, service)
        allowed = Answer(_both(allowed.allowed, bound.allowed), allowed.policies, allowed.conditions | bound.conditions)
    return NO if allowed.allowed is False else allowed


def _side(of: Sequence[Statement], thing: str, name: str, service: str) -> Answer:
    """Return what one side, the policies or the boundary, says by itself."""
    allowed: bool | None = False
    doubted = False
    policies: set[str] = set()
    open_keys: set[str] = set()
    for one in of:
        met, keys = _met(one, service)
        said = _both(one.covers(thing, name), met)
        if said is False:
            continue
        if said is None:
            open_keys |= keys
        if one.allows:
            policies.add(one.policy)
            allowed = True if said else (allowed or None)
        elif said:
            return NO
        else:
            doubted = True
    if allowed and not doubted:
        return Answer(allowed=True, policies=frozenset(policies))
    return Answer(allowed and None, frozenset(policies), frozenset(open_keys))


def _met(one: Statement, service: str) -> tuple[bool | None, frozenset[str]]:
    """Return whether a statement's conditions hold for a request at its holder's will, and the keys that decide.

    A condition that the holder meets at will makes an Allow hold, and keeps a Deny from it.
    """
    met: bool | None = True
    keys: set[str] = set()
    for operator, tests in one.condition.items():
        for key, value in tests.items():
            said = _one_met(one, operator.lower().removesuffix("ifexists"), str(key).lower(), value, service)
            if said is None:
                keys.add(str(key).lower())
            met = _both(met, said)
    return met, frozenset(keys)


def _one_met(one: Statement, operator: str, key: str, value: object, service: str) -> bool | None:
    if key in _MET_AT_WILL:
        return one.allows
    values = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    if key == _PASSED_TO and service and operator in _POSITIVE:
        return any(_matches(each.lower(), service) for each in values)
    # The rest only a request can meet; iam:PermissionsBoundary too, since that boundary may allow everything.
    return None


def _both(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001  SQL's AND
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


@lru_cache(maxsize=65536)
def _pattern(written: str) -> re.Pattern[str]:
    parts = (".*" if sign == "*" else "." if sign == "?" else re.escape(sign) for sign in written)
    return re.compile("".join(parts), re.DOTALL)


def _matches(written: str, said: str) -> bool:
    return written == "*" or _pattern(written).fullmatch(said) is not None
