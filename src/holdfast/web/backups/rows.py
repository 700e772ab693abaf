"""Records out of a database and into another, a row a line: the same text from SQLite and from PostgreSQL.

An archive keeps the rows as the tables were when it was made. They go into tables of that time, which are
then brought up to date as a database of that age would be.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from holdfast.errors import UsageError
from holdfast.web.history import verify
from holdfast.web.history.canonical import BEGINNING, canonical
from holdfast.web.history.models import Head
from holdfast.web.history.moment import one_moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What ends by itself and is no record: sessions, and counters of failed sign-ins.
_TRANSIENT = frozenset({"sessions.session", "accounts.session", "accounts.signinthrottle"})
_CHUNK = 1_000


def dump(folder: Path) -> tuple[list[list[str]], int, str]:
    """Write all records below ``folder`` as of one moment; return the migrations and the history's head."""
    executor = MigrationExecutor(connection)
    with one_moment():
        for model in apps.get_models(include_auto_created=True):
            if _kept(model):
                path = folder / f"{model._meta.label_lower}.jsonl"  # noqa: SLF001  Django's documented name
                with path.open("x", encoding="utf-8") as file:
                    file.writelines(_lines(model))
        head = Head.objects.first()
    leaves = sorted([app, name] for app, name in executor.loader.graph.leaf_nodes())
    return leaves, head.sequence if head else 0, head.digest if head else BEGINNING


def _kept(model: type[models.Model]) -> bool:
    meta = model._meta  # noqa: SLF001  as above
    return meta.managed and not meta.proxy and meta.label_lower not in _TRANSIENT


def _lines(model: type[models.Model]) -> Iterator[str]:
    fields = [(field.attname, isinstance(field, models.JSONField)) for field in model._meta.concrete_fields]  # noqa: SLF001  as above
    for one in model._base_manager.order_by("pk").iterator(chunk_size=_CHUNK):  # noqa: SLF001  as above
        row = {name: getattr(one, name) if is_json else canonical(getattr(one, name)) for name, is_json in fields}
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def is_empty() -> bool:
    """Return whether the database holds nothing of Holdfast's."""
    return not connection.introspection.django_table_names(only_existing=True, include_views=False)


def load(folder: Path, migrations: list[list[str]], head: tuple[int, str], mark: str) -> list[str]:
    """Put an archive's records in the place of what the database holds, all of them or none.

    Returns what does not hold of their history; then nothing was changed. PostgreSQL is left ``mark``, by which
    ``restored`` knows. Raises UsageError if the archive is of a newer version.
    """
    with connection.constraint_checks_disabled(), transaction.atomic():
        _drop()
        executor = MigrationExecutor(connection)
        targets = [(app, name) for app, name in migrations]
        if strange := [f"{app}.{name}" for app, name in targets if (app, name) not in executor.loader.graph.nodes]:
            raise UsageError(
                f"the archive is of a newer version of Holdfast ({', '.join(strange)})",
                do="Install that version or a later one, then restore.",
            )
        executor.migrate(targets)
        _fill(folder, executor.loader.project_state(targets).apps)
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        connection.check_constraints()
        wrong = _wrong(head)
        if wrong:
            transaction.set_rollback(True)
        elif connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("COMMENT ON TABLE django_migrations IS %s", [mark])
    return wrong


def restored() -> str:
    """Return the mark of the last restore into this PostgreSQL database; '' where there was none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass('django_migrations'))")
        found = cursor.fetchone()
    return str(found[0] or "") if found else ""


def _drop() -> None:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    there = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in (*tables, *(one for one in there if one == "django_migrations")):
            cascade = " CASCADE" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}{cascade}")


def _fill(folder: Path, then: Any) -> None:  # noqa: ANN401  Django's StateApps has no public type
    """Insert the rows into the tables as they were then."""
    known = {model._meta.label_lower: model for model in then.get_models(include_auto_created=True)}  # noqa: SLF001  as above
    filled = []
    for path in sorted(folder.glob("*.jsonl")):
        model = known.get(path.name.removesuffix(".jsonl"))
        if model is None:
            raise UsageError(f"the archive has records of a kind that its version did not have: {path.name}")
        model._base_manager.all().delete()  # noqa: SLF001  what a migration put in stands in the archive too
        with path.open(encoding="utf-8") as lines:
            while rows := [_built(model, line) for line in islice(lines, _CHUNK)]:
                model._base_manager.bulk_create(rows)  # noqa: SLF001  as above
        filled.append(model)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), filled):
            cursor.execute(statement)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # before later migrations alter what was filled


def _built(model: Any, line: str) -> models.Model:  # noqa: ANN401  a model of an earlier time
    row = json.loads(line)
    fields = model._meta.concrete_fields  # noqa: SLF001  as above
    values = {
        field.attname: row[field.attname]
        if isinstance(field, models.JSONField)
        else field.target_field.to_python(row[field.attname])
        if field.is_relation
        else field.to_python(row[field.attname])
        for field in fields
    }
    built: models.Model = model(**values)
    return built


def _wrong(head: tuple[int, str]) -> list[str]:
    found = Head.objects.first()
    if ((found.sequence, found.digest) if found else (0, BEGINNING)) != head:
        return ["the history's head is not the one that the archive's manifest names"]
    return list(verify.problems())
