"""What a check's SQL must be before DuckDB ever sees it: rule 1 of the design, held by a parser.

The rules exist because ordinary SQL passes on NULL, and a subject that a query drops has no
result at all. Each problem says at which line, and how to write it instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from holdfast.checks import patterns
from holdfast.content.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdfast.content.model import CheckHeader
    from holdfast.facts.tables import Catalogue

COLUMNS = ("subject", "applies", "passed", "reason")

_CLOCKS = frozenset(
    {"now", "today", "age", "current_date", "current_time", "localtime", "localtimestamp", "transaction_timestamp"}
    | {"get_current_timestamp", "get_current_time", "current_localtimestamp", "current_localtime"}
)
_FORBIDDEN = frozenset(
    {"random", "rand", "setseed", "uuid", "uuidv4", "uuidv7", "gen_random_uuid", "nextval", "currval", "setval"}
    | {"getenv", "getvariable", "current_setting", "current_query", "current_query_id", "current_user"}
    | {"current_database", "current_schema", "current_schemas", "txid_current", "current_transaction_id"}
    | {"current_connection_id", "in_search_path", "write_log", "sleep_ms", "error", "stats", "vector_type"}
    | {"query", "query_table", "columns"}
    # What makes much of nothing: one call fills the memory, and cannot be interrupted.
    | {"range", "generate_series", "repeat", "pad", "lpad", "rpad", "list_resize", "array_resize"}
)
_OUTER = {
    "distinct": ("DISTINCT", "Remove it: there is one row for each subject already."),
    "group": ("GROUP BY", "Ask about other tables' rows with none_of, any_of or every_of instead."),
    "having": ("HAVING", "Ask about other tables' rows with none_of, any_of or every_of instead."),
    "qualify": ("QUALIFY", "Judge each row in `passed` instead of dropping it."),
    "limit": ("LIMIT", "Remove it: every subject needs its result."),
    "offset": ("OFFSET", "Remove it: every subject needs its result."),
    "order": ("ORDER BY", "Remove it: results have no order."),
    "sample": ("SAMPLE", "Remove it: every subject needs its result."),
    "windows": ("WINDOW", "Judge each row by itself."),
    "into": ("INTO", "A check only reads."),
    "locks": ("FOR UPDATE", "A check only reads."),
}


@dataclass(slots=True)
class Reading:
    """A check's SQL as parsed, the tables that the parser sees, and what is wrong with it."""

    file: str
    tree: exp.Select | None = None
    tables: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, node: exp.Expr | None, what: str, do: str = "") -> None:
        """Note a problem at the line of ``node``."""
        self.problems.append(Problem(self.file, line_of(node), what, do))


def line_of(node: exp.Expr | None) -> int:
    """Return the line at which ``node`` stands, as near as the parser knows; 0 if it does not."""
    while node is not None:
        for part in node.walk():
            if "line" in part.meta:
                return int(part.meta["line"])
        node = node.parent
    return 0


def read(file: str, sql: str, header: CheckHeader, catalogue: Catalogue) -> Reading:
    """Parse a check's SQL and hold it to the rules; ``tree`` is None when there is no single SELECT."""
    reading = Reading(file)
    tree = _parse(sql, reading)
    if tree is None:
        return reading
    reading.tree = tree
    _columns(tree, reading)
    _outer(tree, header, catalogue, reading)
    reading.tables = _tables(tree, catalogue, reading)
    _functions(tree, reading)
    _patterns(tree, catalogue, reading)
    return reading


def _parse(sql: str, reading: Reading) -> exp.Select | None:
    try:
        statements = [one for one in sqlglot.parse(sql, read="duckdb") if one is not None]
    except ParseError as error:
        for one in error.errors:
            near = f" near `{one['highlight']}`" if one.get("highlight") else ""
            reading.problems.append(
                Problem(reading.file, int(one.get("line") or 0), f"this SQL cannot be read{near}: {one['description']}")
            )
        return None
    except TokenError as error:
        reading.problems.append(Problem(reading.file, 0, f"this SQL cannot be read: {error}", "Is a quote not closed?"))
        return None
    if len(statements) == 1 and isinstance(statements[0], exp.Select):
        return statements[0]
    do = "Write one SELECT of subject, applies, passed and reason."
    second = statements[1] if len(statements) > 1 else (statements[0] if statements else None)
    what = "there is more than one statement" if len(statements) > 1 else "this is not a SELECT"
    reading.refuse(second, what if statements else "there is no SQL below the header", do)
    return None


def _columns(tree: exp.Select, reading: Reading) -> None:
    names = tuple(column.alias_or_name for column in tree.expressions)
    if names != COLUMNS:
        has = ", ".join(name or "(no name)" for name in names)
        reading.refuse(
            tree,
            f"the SELECT has the columns {has}",
            "Select exactly `... AS subject, ... AS applies, ... AS passed, ... AS reason`, in this order.",
        )


def _outer(tree: exp.Select, header: CheckHeader, catalogue: Catalogue, reading: Reading) -> None:
    """Hold the outer query to one row for each row of the subject table."""
    for part, (word, do) in _OUTER.items():
        if tree.args.get(part):
            reading.refuse(
                tree.args[part] if isinstance(tree.args[part], exp.Expr) else tree,
                f"{word} drops or changes rows of the outer query",
                do,
            )
    source = tree.args.get("from_")
    first = source.this if source else None
    if not isinstance(first, exp.Table) or first.name != header.subject:
        reading.refuse(
            first or tree,
            f"the outer query does not begin with the subject's table {header.subject}",
            f"Write `FROM {header.subject} t` first, and join other tables with LEFT JOIN.",
        )
        return
    for join in tree.args.get("joins") or ():
        if join.side != "LEFT":
            reading.refuse(
                join,
                "only a LEFT JOIN keeps every subject",
                "Write LEFT JOIN; a subject that is dropped has no result.",
            )
    if header.subject in catalogue:
        _subject(tree, first.alias_or_name, catalogue[header.subject].subject, reading)
        _where(tree, first.alias_or_name, catalogue[header.subject].never_null, reading)


def _subject(tree: exp.Select, alias: str, column: str, reading: Reading) -> None:
    chosen = tree.expressions[0].unalias() if tree.expressions else None
    right = isinstance(chosen, exp.Column) and chosen.name == column and chosen.table in {"", alias}
    if not right:
        reading.refuse(
            chosen, "`subject` is not the key of the subject's table", f"Write `{alias}.{column} AS subject`."
        )


def _where(tree: exp.Select, alias: str, keys: frozenset[str], reading: Reading) -> None:
    where = tree.args.get("where")
    if where is None:
        return
    if where.find(exp.Select):
        reading.refuse(where, "the outer WHERE asks another table", "Ask in `applies`, with any_of or none_of.")
        return
    for column in where.find_all(exp.Column):
        if column.table not in {"", alias} or column.name not in keys:
            reading.refuse(
                column,
                f"the outer WHERE may use key columns only, and {column.sql(dialect='duckdb')} is none",
                "Put the condition in `applies`: where it cannot be read, the result must be unknown, not absent.",
            )


def _tables(tree: exp.Select, catalogue: Catalogue, reading: Reading) -> frozenset[str]:
    """Return the tables that the parser sees; refuse whatever else can stand in a FROM."""
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    found = set()
    for cte in tree.find_all(exp.CTE):
        if cte.alias in catalogue:
            reading.refuse(cte, f"WITH {cte.alias} hides the table {cte.alias}", "Give it another name.")
    for pivot in tree.find_all(exp.Pivot):
        reading.refuse(pivot, "PIVOT hides which columns are read", "Write the columns out with CASE.")
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            reading.refuse(
                table,
                f"{table.this.sql(dialect='duckdb')} is not a table",
                "A check reads the tables of facts and nothing else.",
            )
        elif table.db or table.catalog:
            reading.refuse(table, f"{table.sql(dialect='duckdb')} names a schema", "Write the table's name alone.")
        elif table.name in catalogue:
            found.add(table.name)
        elif table.name not in ctes:
            do = did_you_mean(table.name, catalogue.by_name) or "The tables are listed in docs/reference/tables.md."
            reading.refuse(table, f"there is no table {table.name}", do)
    return frozenset(found)


def _functions(tree: exp.Select, reading: Reading) -> None:
    for node in tree.find_all(exp.Func):
        name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
        names = {name.lower(), node.key}
        if isinstance(node, exp.CurrentTimestamp) and not node.this:
            continue
        if names & _CLOCKS or isinstance(
            node, (exp.CurrentDate, exp.CurrentTime, exp.CurrentTimestamp, exp.CurrentDatetime)
        ):
            reading.refuse(
                node,
                f"{name.lower()}() is another clock than the run's",
                "Write CURRENT_TIMESTAMP: the run's moment, so that a past moment is judged as it was.",
            )
        elif names & _FORBIDDEN or name.lower().startswith(("read_", "pg_", "duckdb_", "pragma_")):
            reading.refuse(node, f"{name.lower()}() may not be used in a check", "A check only asks about facts.")
    for parameter in tree.find_all(exp.Placeholder, exp.Parameter):
        reading.refuse(parameter, "a check takes no parameters")


def _patterns(tree: exp.Select, catalogue: Catalogue, reading: Reading) -> None:
    reason = tree.expressions[-1] if tree.expressions else None
    for use in patterns.patterns(tree):
        name = use.name.lower()
        select = patterns.question(use)
        if select is None:
            reading.refuse(
                use,
                f"{name}(...) takes one plain SELECT of one column",
                f"Write `{name}(SELECT cond FROM child c WHERE c.parent_arn = t.arn)`.",
            )
        elif name == patterns.FIRST:
            if reason is None or not _within(use, reason):
                reading.refuse(use, "first_of finds words for a reason; it judges nothing", "Use any_of or none_of.")
        else:
            _pattern_keys(use, select, tree, catalogue, reading)


def _pattern_keys(
    use: exp.Anonymous, select: exp.Select, tree: exp.Select, catalogue: Catalogue, reading: Reading
) -> None:
    """Refuse conditions on non-key columns where they would drop a row that could not be read."""
    tables = {one.alias_or_name: one.name for one in tree.find_all(exp.Table) if one.name in catalogue}
    places: Iterable[exp.Expr | None] = [
        select.args.get("where"),
        *(join.args.get("on") for join in select.args.get("joins") or () if join.side != "LEFT"),
    ]
    for column in _columns_of(places):
        table = tables.get(column.table)
        if table and column.name in catalogue[table].column_names and column.name not in catalogue[table].never_null:
            reading.refuse(
                column,
                f"{column.sql(dialect='duckdb')} is no key column: where it is NULL, this WHERE or JOIN loses the row",
                f"Move the condition into what {use.name.lower()} asks: `SELECT condition AND ...`.",
            )


def _columns_of(places: Iterable[exp.Expr | None]) -> Iterator[exp.Column]:
    for place in places:
        if place is not None:
            yield from place.find_all(exp.Column)


def _within(node: exp.Expr, whole: exp.Expr) -> bool:
    above: exp.Expr | None = node
    while above is not None:
        if above is whole:
            return True
        above = above.parent
    return False


def doubts(file: str, tree: exp.Select) -> list[Problem]:
    """Return what may well decide on NULL, outside the reason: to be looked at, not refused."""
    found: list[Problem] = []
    for column in tree.expressions[1:3]:
        for node in column.find_all(exp.Coalesce, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Exists, exp.Count, exp.Is):
            word = {exp.Coalesce: "COALESCE", exp.Exists: "EXISTS", exp.Count: "COUNT", exp.Is: "IS"}.get(
                type(node), "IS DISTINCT FROM"
            )
            found.append(
                Problem(
                    file,
                    line_of(node),
                    f"{word} decides where a fact could not be read",
                    "Leave NULL alone: it makes the result unknown, which is what it is.",
                )
            )
    return found
