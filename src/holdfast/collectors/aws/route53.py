"""Route 53: zones and what their names point to, and the domains that are registered there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table, tags
from holdfast.collectors.aws.shared_calls import Once, ask_in_batches
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

ZONE = subject_table(
    "aws_route53_zone",
    "Hosted zones.",
    (
        Column("zone_id", Type.TEXT, "The zone's id."),
        Column("is_private", Type.BOOL, "Whether only VPCs see it."),
        Column("records", Type.INT, "How many sets of records it has."),
        Column("logs_queries", Type.BOOL, "Whether queries are logged."),
        Column("dnssec", Type.TEXT, "`SIGNING`, `NOT_SIGNING` or a state between; empty for private zones."),
        TAGS,
    ),
    (
        "route53:ListHostedZones",
        "route53:ListQueryLoggingConfigs",
        "route53:GetDNSSEC",
        "route53:ListTagsForResources",
    ),
    of="zone",
    scope=Scope.GLOBAL,
)

RECORD = child_table(
    "aws_route53_record",
    "What the names of hosted zones point to.",
    (
        Column("name", Type.TEXT, "The name, in lower case, without the dot at its end."),
        Column("type", Type.TEXT, "`A`, `AAAA`, `CNAME`, `MX`, `TXT` ..."),
        Column("set_identifier", Type.TEXT, "Which of several sets for the same name; empty if there is one."),
        Column("record_values", Type.TEXTS, "What it says; empty for an alias, and for TXT, which may hold secrets."),
        Column("is_alias", Type.BOOL, "Whether it is an alias of something of AWS's."),
        Column(
            "points_to",
            Type.TEXT,
            "The name that a CNAME or an alias leads to, in lower case, without the dot at its end and without "
            "`dualstack.`; empty for others.",
        ),
    ),
    ("route53:ListResourceRecordSets",),
    parent=ZONE,
    key=("zone_arn", "name", "type", "set_identifier"),
)

DOMAIN = subject_table(
    "aws_route53_domain",
    "Domains that are registered through Route 53; never who they are registered to.",
    (
        Column("transfer_locked", Type.BOOL, "Whether the registry refuses to hand it to another registrar."),
        Column("renews_by_itself", Type.BOOL, "Whether it is renewed unasked."),
        Column("expires_at", Type.TIME, "When the registration ends."),
        Column("hides_contacts", Type.BOOL, "Whether no contact's address and phone number is public."),
        TAGS,
    ),
    ("route53domains:ListDomains", "route53domains:GetDomainDetail", "route53domains:ListTagsForDomain"),
    of="domain",
    scope=Scope.GLOBAL,
)

_GONE = ("NoSuchHostedZone",)
_TAGGED_AT_ONCE = 10  # ListTagsForResources takes no more
_PREFIX = "/hostedzone/"


def _collect(reader: Reader) -> None:
    with reader.reading(ZONE, RECORD):
        listed = list(reader.pages("route53", "list_hosted_zones", "HostedZones"))
        arns = {_zone_arn(reader, one): one for one in listed}
        ids = {arn: one["Id"].removeprefix(_PREFIX) for arn, one in arns.items()}
        tagged, gone = ask_in_batches(
            reader, (ZONE,), list(arns), _TAGGED_AT_ONCE, lambda some: _tags(reader, some, ids)
        )
        logged = Once(lambda: _logged(reader))
        reader.each(
            lambda item: _zone(reader, item[0], item[1], tagged, logged),
            [(arn, one) for arn, one in arns.items() if arn not in gone],
        )
    with reader.reading(DOMAIN):
        reader.each(lambda one: _domain(reader, one), reader.pages("route53domains", "list_domains", "Domains"))


def _zone_arn(reader: Reader, listed: Mapping[str, Any]) -> str:
    return f"arn:{reader.partition}:route53:::hostedzone/{listed['Id'].removeprefix(_PREFIX)}"


def _tags(reader: Reader, arns: list[str], ids: Mapping[str, str]) -> dict[str, dict[str, str]]:
    answer = reader.ask(
        "route53",
        "list_tags_for_resources",
        gone=_GONE,
        ResourceType="hostedzone",
        ResourceIds=[ids[arn] for arn in arns],
    )
    by_id = {one["ResourceId"]: tags(one.get("Tags")) for one in answer["ResourceTagSets"]}
    return {arn: by_id.get(ids[arn], {}) for arn in arns}


def _logged(reader: Reader) -> frozenset[str]:
    listed = reader.pages("route53", "list_query_logging_configs", "QueryLoggingConfigs")
    return frozenset(one["HostedZoneId"].removeprefix(_PREFIX) for one in listed)


def _zone(
    reader: Reader,
    arn: str,
    listed: Mapping[str, Any],
    tagged: Mapping[str, Mapping[str, str]],
    logged: Once[frozenset[str]],
) -> None:
    zone_id = listed["Id"].removeprefix(_PREFIX)
    private = bool((listed.get("Config") or {}).get("PrivateZone"))
    row: dict[str, object] = {
        "arn": arn,
        "name": _plain(listed["Name"]),
        "zone_id": zone_id,
        "is_private": private,
        "records": listed.get("ResourceRecordSetCount", 0),
        "tags": tagged.get(arn),
    }
    with reader.part(ZONE, subject=arn):
        row["logs_queries"] = zone_id in logged()
    with reader.part(ZONE, subject=arn):
        row["dnssec"] = "" if private else _dnssec(reader, zone_id)
    with reader.part(RECORD, subject=arn):
        records = reader.pages(
            "route53", "list_resource_record_sets", "ResourceRecordSets", gone=_GONE, HostedZoneId=zone_id
        )
        reader.rows(RECORD, (_record_row(arn, one) for one in records))
    reader.rows(ZONE, [row])


def _dnssec(reader: Reader, zone_id: str) -> str:
    answer = reader.ask("route53", "get_dnssec", gone=_GONE, HostedZoneId=zone_id)
    return str(answer["Status"]["ServeSignature"])


def _plain(name: str) -> str:
    return name.lower().rstrip(".").replace("\\052", "*")


def _record_row(arn: str, record: Mapping[str, Any]) -> dict[str, object]:
    values = [one["Value"] for one in record.get("ResourceRecords") or ()]
    alias = (record.get("AliasTarget") or {}).get("DNSName", "")
    target = alias or (values[0] if record["Type"] == "CNAME" and values else "")
    return {
        "zone_arn": arn,
        "name": _plain(record["Name"]),
        "type": record["Type"],
        "set_identifier": record.get("SetIdentifier", ""),
        "record_values": [] if record["Type"] == "TXT" else values,
        "is_alias": bool(alias),
        "points_to": _plain(target).removeprefix("dualstack."),
    }


def _domain(reader: Reader, listed: Mapping[str, Any]) -> None:
    name = listed["DomainName"]
    arn = f"arn:{reader.partition}:route53domains:::domain/{name}"
    row: dict[str, object] = {"arn": arn, "name": name}
    with reader.part(DOMAIN, subject=arn):
        said = reader.ask("route53domains", "get_domain_detail", gone=("InvalidInput",), DomainName=name)
        row |= {
            "transfer_locked": "clientTransferProhibited" in (said.get("StatusList") or ()),
            "renews_by_itself": bool(said.get("AutoRenew")),
            "expires_at": utc(said["ExpirationDate"]),
            "hides_contacts": all(said.get(f"{who}Privacy") for who in ("Admin", "Registrant", "Tech")),
        }
    with reader.part(DOMAIN, subject=arn):
        answer = reader.offered("route53domains", "list_tags_for_domain", DomainName=name)
        row["tags"] = tags((answer or {}).get("TagList"))
    reader.rows(DOMAIN, [row])


SERVICE = Service("route53", Scope.GLOBAL, (ZONE, RECORD, DOMAIN), _collect)
