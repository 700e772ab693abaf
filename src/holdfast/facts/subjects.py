"""The one table that Holdfast itself fills: whose each subject is.

It is declared here, below the collectors, so that every catalogue holds it; ``posture.ownership``
fills it, and checks may ask it like any other.
"""

from __future__ import annotations

from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

SUBJECT_OWNER = Table(
    name="subject_owner",
    source="holdfast",
    description="Whose each subject is, as the ownership rules resolve it.",
    columns=(
        Column("subject", Type.TEXT, "The subject's key: an ARN, or `kind:id`."),
        ACCOUNT,
        REGION,
        Column("kind", Type.TEXT, "The table whose row the subject is."),
        Column("name", Type.TEXT, "What people call it."),
        Column("service", Type.TEXT, "The service that it belongs to; empty for none."),
        Column("team", Type.TEXT, "The team that owns it; empty for nobody."),
        Column("owned_by", Type.TEXT, "How the owner was found, or why none was."),
        Column("owned", Type.BOOL, "Whether a team owns it; unknown where tags or the catalogue were not read."),
    ),
    key=("subject",),
    scope=Scope.GLOBAL,
    subject="subject",
    name_column="name",
)
