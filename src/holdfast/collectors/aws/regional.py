"""The shapes of what AWS keeps in a region: how its tables look, how its things are named and tagged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

if TYPE_CHECKING:
    from collections.abc import Iterable

TAGS = Column("tags", Type.TAGS, "Its tags.")


def subject_table(
    name: str,
    description: str,
    columns: tuple[Column, ...],
    calls: tuple[str, ...],
    *,
    of: str,
    scope: Scope = Scope.REGION,
) -> Table:
    """Declare a table whose rows are subjects of their own, in one region; ``of`` names one of them."""
    return Table(
        name=name,
        source="aws",
        description=description,
        columns=(
            Column("arn", Type.TEXT, f"The ARN of the {of}."),
            Column("name", Type.TEXT, f"What people call the {of}: its name, its Name tag, or its id."),
            ACCOUNT,
            REGION,
            *columns,
        ),
        key=("arn",),
        scope=scope,
        subject="arn",
        name_column="name",
        calls=calls,
    )


def child_table(
    name: str,
    description: str,
    columns: tuple[Column, ...],
    calls: tuple[str, ...],
    *,
    parent: Table,
    key: tuple[str, ...],
) -> Table:
    """Declare a table whose rows belong to a subject of ``parent``; the first of ``key`` is the subject's ARN."""
    return Table(
        name=name,
        source="aws",
        description=description,
        columns=(
            Column(key[0], Type.TEXT, f"The ARN of the row in {parent.name} to which it belongs."),
            ACCOUNT,
            REGION,
            *columns,
        ),
        key=key,
        scope=parent.scope,
        subject=key[0],
        parent=parent.name,
        calls=calls,
    )


def tags(listed: Iterable[dict[str, str]] | None) -> dict[str, str]:
    """Return AWS's list of tags as a mapping."""
    return {tag["Key"]: tag.get("Value", "") for tag in listed or ()}


def name(item: dict[str, Any], otherwise: str, *, key: str = "Tags") -> str:
    """Return what people call ``item``: its Name tag, or ``otherwise`` where it has none."""
    return tags(item.get(key)).get("Name") or otherwise
