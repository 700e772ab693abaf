"""What is inside the ISMS (ISO/IEC 27001 clause 4.3), by the company's rules, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.facts.duckdb import quoted
from holdfast.posture.globs import like

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.content.model import ScopeRule


def scope_sql(rules: Sequence[ScopeRule]) -> str:
    """Return two columns, ``in_scope`` and ``scope_reason``, over kind, subject, account_id, service, team.

    The first rule that matches decides; what none matches is inside. A subject whose service is
    not known counts as inside, so that nothing leaves the scope by not being read.
    """
    conditions = [_condition(rule) for rule in rules]
    inside = "".join(
        f" WHEN {condition} THEN {str(rule.inside).upper()}" for condition, rule in zip(conditions, rules, strict=True)
    )
    reason = "".join(
        f" WHEN {condition} THEN {quoted(rule.reason)}" for condition, rule in zip(conditions, rules, strict=True)
    )
    if not rules:
        return "TRUE AS in_scope, '' AS scope_reason"
    return f"CASE{inside} ELSE TRUE END AS in_scope, CASE{reason} ELSE '' END AS scope_reason"


def _condition(rule: ScopeRule) -> str:
    match rule.kind:
        case "account":
            return f"(account_id <> '' AND {like('account_id', rule.match)})"
        case "service":
            return f"(service <> '' AND {like('service', rule.match)})"
        case "site":
            return f"({like('subject', f'site:{rule.match}')})"
        case "people":
            one = like("subject", f"person:{rule.match}")
            return f"(kind = 'org_person' AND ({one} OR {like('team', rule.match)}))"
