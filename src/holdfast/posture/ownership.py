"""Who owns what, and what is inside the ISMS: one query over the subject tables.

Design rule 7: every subject has an owner or says that it has none. What could not be read says
that too: a bucket whose tags were refused is neither owned nor unowned (``owned`` NULL).

The order: a subject that says itself whose it is (a service, a team, a person); the company's
ownership rules, first match first; a ``service`` tag that names a known service; a ``team`` tag
that names a known team. A service's team, tier and data come from the catalogue's facts.
Another scanner's finding is whose its resource is, by the resource's tags, or the service's whose
repository it was found in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.facts.duckdb import quoted
from holdfast.facts.subjects import SUBJECT_OWNER
from holdfast.facts.tables import Type
from holdfast.posture.globs import like
from holdfast.posture.scope import scope_sql

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.content.model import Company, OwnershipRule
    from holdfast.facts.tables import Catalogue, Table

SERVICES = "org_service"
TEAMS = "org_team"
PEOPLE = "org_person"

#: The tags that say whose something is where no rule of the company does.
SERVICE_TAG = "service"
TEAM_TAG = "team"

#: ``owned_by`` where the owner is not known.
TAGS_UNREAD = "tags were not read"
CATALOGUE_UNREAD = "the service catalogue was not read"

#: The columns of ``subjects_sql``, in order.
SUBJECT_COLUMNS = (
    "subject",
    "kind",
    "name",
    "account_id",
    "region",
    "service",
    "team",
    "owned_by",
    "tier",
    "customer_data",
    "in_scope",
    "scope_reason",
    "owned",
)


def subjects_sql(
    catalogue: Catalogue, company: Company, *, extra: str = "", rows: Mapping[str, str] | None = None
) -> str:
    """Return the SELECT that resolves every row of every subject table, one row a subject.

    Columns are ``SUBJECT_COLUMNS``; ``owned`` is TRUE, FALSE, or NULL where it is not known.
    It reads the fact views and ``coverage``. ``extra`` names a relation with the columns subject,
    kind, name, account_id and region that is resolved too: scopes that were not read, which stand
    for the subjects that nobody could see. Their tags are not known. ``rows`` names the relation in which each
    subject table's rows stand; a table that it does not name has none (None: every table stands under its own name).
    """
    rules = [rule for rule in company.ownership if rule.service or rule.team or _names_service(rule)]
    keys = _tag_keys(rules)
    tables = [table for table in catalogue if table.is_subject_table and table.name != SUBJECT_OWNER.name]
    if rows is None:
        rows = {table.name: f'"{table.name}"' for table in tables}
    tables = [table for table in tables if table.name in rows]
    found = [table for table in tables if names_others(table)]
    parts = [_base(table, keys, rows[table.name]) for table in tables if table not in found]
    if extra:
        nothing = ", ".join(f"CAST(NULL AS VARCHAR) AS tag_{number}" for number in range(len(keys)))
        parts.append(
            "SELECT subject, kind, name, account_id, region, '' AS own_service, '' AS own_team, "
            f"TRUE AS tags_unread, {nothing} FROM {extra}"
        )
    if not parts:
        parts.append(_no_rows(keys))
    findings = [f" UNION ALL {_finding(table, keys, catalogue, rows[table.name])}" for table in found]
    scope = company.scope.rules if company.scope else ()
    return f"""
WITH service AS ({_services(catalogue)}),
team AS ({_teams(catalogue)}),
catalogue_read AS ({_catalogue_read(catalogue)}),
things AS NOT MATERIALIZED ({" UNION ALL ".join(parts)}),
base AS (SELECT * FROM things{"".join(findings)}),
known AS (SELECT base.*, {_known_services(keys)}, {_known_team(keys)}, catalogue_read.whole
  FROM base CROSS JOIN catalogue_read),
matched AS (SELECT *, {_first_match(rules, keys)} AS rule FROM known),
ruled AS (SELECT *, {_outcome(rules, keys)} FROM matched),
owned AS (SELECT ruled.* EXCLUDE (team, owned_by),
    CASE WHEN ruled.team <> '' THEN ruled.team ELSE coalesce(service.team, '') END AS team,
    CASE WHEN ruled.service <> '' AND ruled.team = '' AND coalesce(service.team, '') = ''
      THEN ruled.owned_by || '; the service has no team' ELSE ruled.owned_by END AS owned_by,
    CASE WHEN service.id IS NOT NULL THEN service.tier
      WHEN rule <> -1 AND (whole OR ruled.service = '') THEN 0 END AS tier,
    CASE WHEN service.id IS NOT NULL THEN service.customer_data
      WHEN rule <> -1 AND (whole OR ruled.service = '') THEN FALSE END AS customer_data
  FROM ruled LEFT JOIN service ON service.id = ruled.service)
SELECT subject, kind, name, account_id, region, service, team, owned_by, CAST(tier AS INTEGER) AS tier,
  customer_data, {scope_sql(scope)},
  CASE WHEN team <> '' THEN TRUE WHEN rule = -1 OR (service <> '' AND NOT whole) THEN NULL ELSE FALSE END AS owned
FROM owned
"""


def subject_owner_sql(relation: str) -> str:
    """Return the rows of ``subject_owner``, from a relation with the rows of ``subjects_sql``."""
    return f"SELECT {', '.join(SUBJECT_OWNER.column_names)} FROM {relation}"


def _tag_keys(rules: Sequence[OwnershipRule]) -> tuple[str, ...]:
    """The tags that decide anything, each once; the two that need no rule come first."""
    keys = [SERVICE_TAG, TEAM_TAG, *(rule.tag.partition("=")[0] for rule in rules if rule.tag)]
    return tuple(dict.fromkeys(keys))


def _base(table: Table, keys: Sequence[str], relation: str) -> str:
    """One subject table's rows: who they are, what they say of their own owner, their tags."""
    tagged = "tags" in table.column_names and table.column("tags").type is Type.TAGS
    tags = ", ".join(
        f"{f'tags[{quoted(key)}]' if tagged else 'CAST(NULL AS VARCHAR)'} AS tag_{number}"
        for number, key in enumerate(keys)
    )
    name = f'coalesce("{table.name_column}", "{table.subject}")' if table.name_column else f'"{table.subject}"'
    service, team = _own(table)
    return (
        f'SELECT "{table.subject}" AS subject, {quoted(table.name)} AS kind, {name} AS name, account_id, region, '
        f"{service} AS own_service, {team} AS own_team, {'tags IS NULL' if tagged else 'FALSE'} AS tags_unread, "
        f"{tags} FROM {relation}"
    )


def settled_by(table: Table) -> tuple[str, ...]:
    """Return the columns of a subject table from which it follows who its rows are and whose."""
    tags = [column.name for column in table if column.name == "tags" and column.type is Type.TAGS]
    own = [name for name in _own(table) if name != "''"]
    named = [column.name for column in table if column.name in {"id", "service", "team"}] if own else []
    return (table.subject, *([table.name_column] if table.name_column else []), "account_id", "region", *tags, *named)


def names_others(table: Table) -> bool:
    """Whether a table holds findings about other subjects, which it names by ``resource`` or ``repository``."""
    return {"scanner", "resource", "repository"} <= set(table.column_names)


def _finding(table: Table, keys: Sequence[str], catalogue: Catalogue, relation: str) -> str:
    """One table's findings, with the tags of what they are about; a repository is its service's."""
    tags = ", ".join(f"t.tag_{number}" for number in range(len(keys)))
    of_repository = "''"
    if SERVICES in catalogue:
        same = f"{_plain('s.repository')} = {_plain('f.repository')}"
        of_repository = f"coalesce((SELECT min(s.id) FROM {SERVICES} AS s WHERE f.repository <> '' AND {same}), '')"
    return (
        f'SELECT f."{table.subject}" AS subject, {quoted(table.name)} AS kind, f."{table.name_column}" AS name, '
        f"f.account_id, f.region, {of_repository} AS own_service, '' AS own_team, "
        # The tags of a thing that nobody collected, and the service of a repository in a catalogue that
        # was not read, are not known.
        "(coalesce(t.tags_unread, f.resource <> '', TRUE)"
        f" OR (f.repository <> '' AND NOT (SELECT whole FROM catalogue_read))) AS tags_unread, {tags} "
        f"FROM {relation} AS f LEFT JOIN (SELECT * FROM things WHERE subject IN (SELECT resource FROM {relation}) "
        "QUALIFY row_number() OVER (PARTITION BY subject ORDER BY kind) = 1) AS t ON t.subject = f.resource"
    )


def _plain(address: str) -> str:
    """SQL of a repository's address without what people write differently."""
    same = r"'^(url:)?((https?|ssh)://)?(git@)?|([.]git)?/?$'"
    return f"replace(regexp_replace(lower({address}), {same}, '', 'g'), ':', '/')"


def _own(table: Table) -> tuple[str, str]:
    """What a company's own record says of its owner: a service is its own, a person the team's."""
    if table.name == SERVICES:
        return "id", "''"
    if table.name == TEAMS:
        return "''", "id"
    texts = {column.name for column in table if column.type is Type.TEXT}
    if not table.name.startswith("org_"):
        return "''", "''"

    def own(name: str) -> str:
        return f"coalesce({name}, '')" if name in texts else "''"

    return own("service"), own("team")


def _no_rows(keys: Sequence[str]) -> str:
    texts = ", ".join(
        f"'' AS {name}" for name in ("subject", "kind", "name", "account_id", "region", "own_service", "own_team")
    )
    tags = ", ".join(f"'' AS tag_{number}" for number in range(len(keys)))
    return f"SELECT {texts}, FALSE AS tags_unread, {tags} WHERE FALSE"


def _services(catalogue: Catalogue) -> str:
    if SERVICES not in catalogue:
        return "SELECT '' AS id, '' AS team, 0 AS tier, FALSE AS customer_data WHERE FALSE"
    return f"SELECT id, team, tier, list_contains(data, 'customer') AS customer_data FROM {SERVICES}"


def _teams(catalogue: Catalogue) -> str:
    return f"SELECT id FROM {TEAMS}" if TEAMS in catalogue else "SELECT '' AS id WHERE FALSE"


def _catalogue_read(catalogue: Catalogue) -> str:
    """Whether the services and teams were read whole; where not, "no such service" is not known."""
    present = [name for name in (SERVICES, TEAMS) if name in catalogue]
    if not present:
        return "SELECT TRUE AS whole"
    names = ", ".join(quoted(name) for name in present)
    return f"SELECT count(*) = 0 AS whole FROM coverage WHERE \"table\" IN ({names}) AND state NOT IN ('read', 'off')"


def _known_services(keys: Sequence[str]) -> str:
    return ", ".join(
        f"coalesce(tag_{number} IN (SELECT id FROM service), FALSE) AS names_service_{number}"
        for number, key in enumerate(keys)
        if key != TEAM_TAG
    )


def _known_team(keys: Sequence[str]) -> str:
    return f"coalesce(tag_{keys.index(TEAM_TAG)} IN (SELECT id FROM team), FALSE) AS names_team"


def _names_service(rule: OwnershipRule) -> bool:
    """Whether the rule's tag holds the service's id itself."""
    return bool(rule.tag) and "=" not in rule.tag and not rule.service and not rule.team


def _condition(rule: OwnershipRule, keys: Sequence[str]) -> str:
    """The rule as a condition: NULL where its tag, or the services that it may name, were not read."""
    terms = []
    if rule.tag:
        key, equals, value = rule.tag.partition("=")
        tag = f"tag_{keys.index(key)}"
        if equals:
            holds = f"coalesce({tag} = {quoted(value)}, FALSE)"
        elif _names_service(rule):
            holds = _names_known(f"names_service_{keys.index(key)}", tag)
        else:
            holds = f"{tag} IS NOT NULL"
        terms.append(f"CASE WHEN NOT tags_unread THEN {holds} END")
    if rule.account:
        terms.append(f"account_id = {quoted(rule.account)}")
    if rule.name:
        terms.append(f"({like('name', rule.name)})")
    if rule.kind:
        terms.append(f"kind = {quoted(rule.kind)}")
    return " AND ".join(terms) or "TRUE"


def _names_known(known: str, tag: str) -> str:
    return f"CASE WHEN {known} THEN TRUE WHEN whole OR coalesce({tag}, '') = '' THEN FALSE END"


def _first_match(rules: Sequence[OwnershipRule], keys: Sequence[str]) -> str:
    """The number of the first rule that matches; 0 for none, -1 for "not known", -2 for itself.

    A rule that is not known to match stops the search: one further down may not take its place.
    """
    conditions = [_condition(rule, keys) for rule in rules]
    service, team = keys.index(SERVICE_TAG), keys.index(TEAM_TAG)
    conditions.append(
        f"CASE WHEN NOT tags_unread THEN {_names_known(f'names_service_{service}', f'tag_{service}')} END"
    )
    conditions.append(f"CASE WHEN NOT tags_unread THEN {_names_known('names_team', f'tag_{team}')} END")
    branches = "".join(
        f"\n    WHEN {condition} THEN {number} WHEN ({condition}) IS NULL THEN -1"
        for number, condition in enumerate(conditions, start=1)
    )
    return f"CASE WHEN own_service <> '' OR own_team <> '' THEN -2{branches}\n    ELSE 0 END"


def _outcome(rules: Sequence[OwnershipRule], keys: Sequence[str]) -> str:
    """Service, team and ``owned_by`` for the number of the rule that matched."""
    service, team = f"tag_{keys.index(SERVICE_TAG)}", f"tag_{keys.index(TEAM_TAG)}"
    services, teams, why = ["WHEN -2 THEN own_service"], ["WHEN -2 THEN own_team"], ["WHEN -2 THEN 'itself'"]
    for number, rule in enumerate(rules, start=1):
        if _names_service(rule):
            services.append(f"WHEN {number} THEN tag_{keys.index(rule.tag)}")
        elif rule.service:
            services.append(f"WHEN {number} THEN {quoted(rule.service)}")
        if rule.team:
            teams.append(f"WHEN {number} THEN {quoted(rule.team)}")
        why.append(f"WHEN {number} THEN {_why(rule, keys)}")
    by_service, by_team = len(rules) + 1, len(rules) + 2
    services.append(f"WHEN {by_service} THEN {service}")
    teams.append(f"WHEN {by_team} THEN {team}")
    why.append(f"WHEN {by_service} THEN 'tag {SERVICE_TAG}=' || {service}")
    why.append(f"WHEN {by_team} THEN 'tag {TEAM_TAG}=' || {team}")
    why.append(f"WHEN -1 THEN CASE WHEN tags_unread THEN {quoted(TAGS_UNREAD)} ELSE {quoted(CATALOGUE_UNREAD)} END")
    nobody = (
        f"CASE WHEN coalesce({service}, '') <> '' THEN 'tag {SERVICE_TAG}=' || {service} || ' names no known service' "
        f"WHEN coalesce({team}, '') <> '' THEN 'tag {TEAM_TAG}=' || {team} || ' names no known team' "
        "ELSE 'no tag, account or rule names an owner' END"
    )
    return (
        f"CASE rule {' '.join(services)} ELSE '' END AS service, CASE rule {' '.join(teams)} ELSE '' END AS team, "
        f"CASE rule {' '.join(why)} ELSE {nobody} END AS owned_by"
    )


def _why(rule: OwnershipRule, keys: Sequence[str]) -> str:
    """What matched, in words, as an SQL expression: ``tag service=checkout``, ``account 1234``."""
    words = []
    if rule.tag and "=" in rule.tag:
        words.append(quoted(f"tag {rule.tag}"))
    elif rule.tag:
        words.append(f"{quoted(f'tag {rule.tag}=')} || tag_{keys.index(rule.tag)}")
    if rule.account:
        words.append(quoted(f"account {rule.account}"))
    if rule.name:
        words.append(quoted(f"name {rule.name}"))
    if rule.kind:
        words.append(quoted(f"kind {rule.kind}"))
    return " || ' and ' || ".join(words) or "'the rule for everything else'"
