"""Lake Formation: who rules over the data lake, and what new tables are given to everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

SETTINGS = subject_table(
    "aws_lakeformation_settings",
    "The data lake's settings: one row an account and region.",
    (
        Column("in_use", Type.BOOL, "Whether anybody administers the lake, so that Lake Formation is in use."),
        Column("administrators", Type.TEXTS, "Who does, by ARN; sorted."),
        Column("gives_new_databases_to_all", Type.BOOL, "Whether IAM alone decides who uses new databases."),
        Column("gives_new_tables_to_all", Type.BOOL, "Whether IAM alone decides who uses new tables."),
        Column("allows_external_filtering", Type.BOOL, "Whether engines of others may filter the data themselves."),
    ),
    ("lakeformation:GetDataLakeSettings",),
    of="data lake (`lakeformation:ACCOUNT/REGION`)",
)

#: The group that stands for everybody whom IAM lets in.
_EVERYONE = "IAM_ALLOWED_PRINCIPALS"


def _to_all(permissions: list[dict[str, Any]]) -> bool:
    return any(
        (one.get("Principal") or {}).get("DataLakePrincipalIdentifier") == _EVERYONE and one.get("Permissions")
        for one in permissions
    )


def _collect(reader: Reader) -> None:
    with reader.reading(SETTINGS):
        settings = reader.ask("lakeformation", "get_data_lake_settings")["DataLakeSettings"]
        named = [one["DataLakePrincipalIdentifier"] for one in settings.get("DataLakeAdmins") or ()]
        row: dict[str, object] = {
            "arn": f"lakeformation:{reader.account_id}/{reader.region}",
            "name": f"Data lake in {reader.region}",
            "in_use": bool(named),
            "administrators": sorted(named),
            "gives_new_databases_to_all": _to_all(settings.get("CreateDatabaseDefaultPermissions") or []),
            "gives_new_tables_to_all": _to_all(settings.get("CreateTableDefaultPermissions") or []),
            "allows_external_filtering": bool(settings.get("AllowExternalDataFiltering", False)),
        }
        reader.rows(SETTINGS, [row])


SERVICE = Service("lakeformation", Scope.REGION, (SETTINGS,), _collect)
