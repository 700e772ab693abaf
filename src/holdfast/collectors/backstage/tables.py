"""The service catalogue's table."""

from __future__ import annotations

from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

SOURCE = "backstage"

ORG_SERVICE = Table(
    name="org_service",
    source=SOURCE,
    description="The company's services: every Component of its Backstage catalogue.",
    columns=(
        Column("subject", Type.TEXT, "The subject's key, `service:` and its id."),
        ACCOUNT,
        REGION,
        Column("id", Type.TEXT, "The component's name, in lower case."),
        Column("title", Type.TEXT, "What people call it."),
        Column("about", Type.TEXT, "Its description; empty where there is none."),
        Column("owner", Type.TEXT, "Its owner as written, `group:default/payments`."),
        Column("team", Type.TEXT, "The owner's team id; empty where no group owns it."),
        Column("tier", Type.INT, "How much depends on it, 1 the most; 0 where not said.", boundary=(0, 1)),
        Column("data_stated", Type.BOOL, "Whether it says which data it holds, `none` included."),
        Column("data", Type.TEXTS, "The classes of data that it holds; `customer` is customers' data."),
        Column("type", Type.TEXT, "Backstage's type: `service`, `website`, `library` ..."),
        Column("lifecycle", Type.TEXT, "`experimental`, `production`, `deprecated` ...; empty where not said."),
        Column("system", Type.TEXT, "The system that it is part of; empty where none is named."),
        Column("repository", Type.TEXT, "Where its source is; empty where not said."),
    ),
    key=("subject",),
    scope=Scope.GLOBAL,
    subject="subject",
    name_column="title",
)
