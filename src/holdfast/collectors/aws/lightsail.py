"""Lightsail: instances and databases that were started past everything else, and what the internet reaches of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.ec2_ranges import FIRST_PORT, LAST_PORT, is_any_source
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.collectors.aws.reader import Reader

INSTANCE = subject_table(
    "aws_lightsail_instance",
    "Lightsail's instances.",
    (
        Column("blueprint", Type.TEXT, "What it was started from, such as `wordpress`."),
        Column("public_ip", Type.TEXT, "Its public IPv4 address; empty if none."),
        Column("has_public_address", Type.BOOL, "Whether it has a public address of either kind."),
        Column("takes_snapshots", Type.BOOL, "Whether a snapshot is taken of it each day."),
        TAGS,
    ),
    ("lightsail:GetInstances",),
    of="instance",
)

OPENING = child_table(
    "aws_lightsail_opening",
    "Ports of Lightsail's instances that the whole internet may reach.",
    (
        Column("protocol", Type.TEXT, "`tcp`, `udp`, `icmp`, `icmpv6` or `all`."),
        Column("from_port", Type.INT, "The first port.", boundary=(FIRST_PORT, LAST_PORT)),
        Column("to_port", Type.INT, "The last port.", boundary=(FIRST_PORT, LAST_PORT)),
    ),
    ("lightsail:GetInstances",),
    parent=INSTANCE,
    key=("instance_arn", "protocol", "from_port", "to_port"),
)

DATABASE = subject_table(
    "aws_lightsail_database",
    "Lightsail's databases.",
    (
        Column("engine", Type.TEXT, "`mysql` or `postgres`."),
        Column("is_public", Type.BOOL, "Whether the internet may reach it."),
        Column("is_backed_up", Type.BOOL, "Whether it can be brought back to a point in time."),
        TAGS,
    ),
    ("lightsail:GetRelationalDatabases",),
    of="database",
)


def _collect(reader: Reader) -> None:
    with reader.reading(INSTANCE, OPENING):
        for instance in reader.pages("lightsail", "get_instances", "instances"):
            reader.rows(INSTANCE, [_instance_row(instance)])
            reader.rows(OPENING, _openings(instance))
    with reader.reading(DATABASE):
        databases = reader.pages("lightsail", "get_relational_databases", "relationalDatabases")
        reader.rows(DATABASE, (_database_row(one) for one in databases))


def _tags(listed: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    return {one["key"]: one.get("value", "") for one in listed or ()}


def _instance_row(instance: Mapping[str, Any]) -> dict[str, object]:
    more = {one.get("name"): one.get("status") for one in instance.get("addOns") or ()}
    return {
        "arn": instance["arn"],
        "name": instance["name"],
        "blueprint": instance.get("blueprintId", ""),
        "public_ip": instance.get("publicIpAddress", ""),
        "has_public_address": bool(instance.get("publicIpAddress") or instance.get("ipv6Addresses")),
        "takes_snapshots": more.get("AutoSnapshot") == "Enabled",
        "tags": _tags(instance.get("tags")),
    }


def _openings(instance: Mapping[str, Any]) -> list[dict[str, object]]:
    ports = (instance.get("networking") or {}).get("ports") or ()
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    for port in ports:
        ranges = [*(port.get("cidrs") or ()), *(port.get("ipv6Cidrs") or ())]
        if any(is_any_source(cidr) for cidr in ranges):
            every = port["protocol"] == "all"
            first, last = (FIRST_PORT, LAST_PORT) if every else (port["fromPort"], port["toPort"])
            key = (port["protocol"], first, last)
            rows[key] = {
                "instance_arn": instance["arn"],
                "protocol": port["protocol"],
                "from_port": first,
                "to_port": last,
            }
    return list(rows.values())


def _database_row(database: Mapping[str, Any]) -> dict[str, object]:
    return {
        "arn": database["arn"],
        "name": database["name"],
        "engine": database.get("engine", ""),
        "is_public": bool(database.get("publiclyAccessible")),
        "is_backed_up": bool(database.get("backupRetentionEnabled")),
        "tags": _tags(database.get("tags")),
    }


SERVICE = Service("lightsail", Scope.REGION, (INSTANCE, OPENING, DATABASE), _collect)
