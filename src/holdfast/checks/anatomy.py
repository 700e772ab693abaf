"""What a compiled check's SQL names, for those who lay out facts for it and run it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp

#: Columns that are added to the check's own: the subject's key as the caller numbers it, and its place.
KEY = "_key"
ACCOUNT = "_account"
REGION = "_region"


@dataclass(frozen=True, slots=True)
class Anatomy:
    """``names`` are all identifiers, lower case; None where a ``*`` may mean any column.

    ``fans_out`` says that a subject might have several rows (a join may find several).
    """

    names: frozenset[str] | None
    fans_out: bool


@lru_cache(maxsize=1024)
def parsed(run_sql: str) -> exp.Select:
    """Return ``run_sql`` as a tree; copy it before you change it."""
    tree = sqlglot.parse_one(run_sql, read="duckdb")
    if not isinstance(tree, exp.Select):
        message = "a compiled check is one SELECT"
        raise TypeError(message)
    return tree


@lru_cache(maxsize=1024)
def anatomy(run_sql: str) -> Anatomy:
    """Return what ``run_sql`` names."""
    tree = parsed(run_sql)
    anything = any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star))
    anything = anything or any(join.method == "NATURAL" for join in tree.find_all(exp.Join))
    names = frozenset(identifier.name.lower() for identifier in tree.find_all(exp.Identifier))
    fans_out = bool(tree.args.get("joins") or tree.args.get("laterals") or tree.find(exp.Unnest, exp.Explode))
    return Anatomy(None if anything else names, fans_out)


@lru_cache(maxsize=1024)
def keyed(run_sql: str, key: str) -> str:
    """Return ``run_sql`` with three columns more: the subject table's ``key``, account_id and region."""
    tree = parsed(run_sql).copy()
    table = tree.args["from_"].this.alias_or_name
    more = ((key, KEY), ("account_id", ACCOUNT), ("region", REGION))
    added = [exp.alias_(exp.column(column, table=table), alias) for column, alias in more]
    tree.set("expressions", [*tree.expressions, *added])
    return tree.sql(dialect="duckdb")
