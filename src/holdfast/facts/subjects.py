"""The tables that Holdfast itself fills: whose each subject is, and which cloud services are in use.

They are declared here, below the collectors, so that every catalogue holds them; an evaluation
fills them, and checks may ask them like any other.
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

CLOUD_SERVICE = Table(
    name="org_cloud_service",
    source="holdfast",
    description="The cloud services that are described in responsibility/, in each region where something of them is.",
    columns=(
        Column("subject", Type.TEXT, "The subject's key, `cloud-service:`, the service's id and the region."),
        ACCOUNT,
        REGION,
        Column("id", Type.TEXT, "The service's id."),
        Column("title", Type.TEXT, "What people call it."),
        Column("provider", Type.TEXT, "Whose service it is."),
        Column("team", Type.TEXT, "The team that looks after the cloud; empty for nobody."),
        Column("things", Type.INT, "How many things of it were seen there.", boundary=(0, 1)),
        Column("in_use", Type.BOOL, "Whether it is used there; unknown where nothing was seen and not all was read."),
    ),
    key=("id", "region"),
    scope=Scope.GLOBAL,
    subject="subject",
    name_column="title",
)

#: All of them, for a catalogue.
OWN_TABLES = (SUBJECT_OWNER, CLOUD_SERVICE)
