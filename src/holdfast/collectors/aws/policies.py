"""IAM's policy language as rows: one row for each statement, principal and action.

Every policy that AWS knows (of a bucket, a queue, a key, a role's trust, a user's rights) goes
through ``statement_rows``, so that "public" means the same in all of them.
"""

from __future__ import annotations

import ipaddress
import json
import re
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import UnreadError
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, State, Table, Type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COLUMNS = (
    Column("statement_index", Type.INT, "The statement's place in the policy, from 0."),
    Column("sid", Type.TEXT, "The statement's own id; empty where it has none."),
    Column("effect", Type.TEXT, "`Allow` or `Deny`."),
    Column(
        "principal_type",
        Type.TEXT,
        "`AWS`, `Service`, `Federated`, `CanonicalUser`; `*` for everyone; empty where the policy names no principal.",
    ),
    Column("principal", Type.TEXT, "Whom the statement is about, as written; `*` is everyone."),
    Column("principal_account", Type.TEXT, "The twelve digits of the principal's account; empty where it names none."),
    Column("not_principal", Type.BOOL, "Whether the statement is about everyone but this principal."),
    Column("action", Type.TEXT, "The action as written, wildcards included; AWS ignores its case."),
    Column("not_action", Type.BOOL, "Whether the statement is about every action but this one."),
    Column("resource", Type.TEXTS, "The statement's resources as written."),
    Column("not_resource", Type.BOOL, "Whether the statement is about every resource but these."),
    Column("has_condition", Type.BOOL, "Whether the statement has any condition."),
    Column("condition_keys", Type.TEXTS, "The keys that its conditions test, in lower case."),
    Column("condition", Type.TEXT, "The conditions as JSON with sorted keys; empty where there are none."),
    Column(
        "is_public",
        Type.BOOL,
        "Whether it allows everyone, without a condition that holds the caller to known accounts, networks or sources.",
    ),
)

#: A statement's row is one principal and one action of it.
_KEY = ("statement_index", "principal_type", "principal", "action")


def statement_columns(subject_column: str) -> tuple[Column, ...]:
    """Return all columns of a table of statements whose rows roll up to ``subject_column``."""
    return (
        Column(subject_column, Type.TEXT, "The ARN of what the policy belongs to."),
        ACCOUNT,
        REGION,
        *_COLUMNS,
    )


def statement_key(subject_column: str) -> tuple[str, ...]:
    """Return the key of a table of statements, for use as ``Table.key``."""
    return (subject_column, *_KEY)


def statement_table(  # noqa: PLR0913  a table has this many parts
    name: str,
    *,
    parent: str,
    subject_column: str,
    scope: Scope,
    calls: tuple[str, ...],
    description: str,
    also: tuple[Column, ...] = (),
) -> Table:
    """Return the declaration of a child table of statements; ``also`` are more columns of its key."""
    return Table(
        name=name,
        source="aws",
        description=description,
        columns=(*statement_columns(subject_column), *also),
        key=(*statement_key(subject_column), *(column.name for column in also)),
        scope=scope,
        subject=subject_column,
        parent=parent,
        calls=calls,
    )


def statement_rows(subject_column: str, arn: str, policy: str | Mapping[str, Any]) -> list[dict[str, object]]:
    """Return the policy's rows for a table of ``statement_columns(subject_column)``.

    ``policy`` is the JSON text, or what boto3 has already parsed. Raises UnreadError (failed)
    when it is not a policy, so that an unreadable policy is never an empty one.
    """
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    for index, statement in enumerate(_statements(policy)):
        try:
            fixed = _fixed(statement)
            principals = list(_principals(statement))
            actions = _actions(statement)
            narrowed = fixed["effect"] != "Allow" or _narrows(statement.get("Condition") or {})
        except (TypeError, ValueError, AttributeError) as error:
            raise UnreadError(
                State.FAILED, f"statement {index} of the policy could not be understood ({error})"
            ) from error
        for kind, principal, inverted in principals:
            public = not narrowed and (inverted or _is_everyone(principal))
            for action, not_action in actions:
                row = {
                    subject_column: arn,
                    "statement_index": index,
                    **fixed,
                    "principal_type": kind,
                    "principal": principal,
                    "principal_account": account_of(principal) if kind == "AWS" else "",
                    "not_principal": inverted,
                    "action": action,
                    "not_action": not_action,
                    "is_public": public,
                }
                rows.setdefault((index, kind, principal, action), row)
    return list(rows.values())


def account_of(principal: str) -> str:
    """Return the twelve digits that an ARN or a bare account number names; '' if none."""
    found = re.fullmatch(r"(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::.*)?", principal)
    return found.group(1) if found else ""


def allows_everything(rows: list[dict[str, object]]) -> bool:
    """Return whether a statement allows all actions on all resources, unconditionally."""
    return any(
        row["effect"] == "Allow"
        and row["action"] in {"*", "*:*"}
        and not row["not_action"]
        and "*" in _texts(row["resource"])
        and not row["not_resource"]
        and not row["has_condition"]
        for row in rows
    )


def _statements(policy: str | Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if isinstance(policy, str):
        try:
            policy = json.loads(policy)
        except ValueError as error:
            raise UnreadError(State.FAILED, "the policy is not valid JSON") from error
    statements = policy.get("Statement") if isinstance(policy, dict) else None
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not all(isinstance(one, dict) for one in statements):
        raise UnreadError(State.FAILED, "the policy has no statements")
    return statements


def _fixed(statement: Mapping[str, Any]) -> dict[str, object]:
    """Return the columns that are the same in every row of the statement."""
    effect = statement.get("Effect")
    if effect not in {"Allow", "Deny"}:
        message = f"its effect is {effect!r}"
        raise ValueError(message)
    condition = statement.get("Condition") or {}
    keys = sorted({str(key).lower() for tested in condition.values() for key in tested})
    return {
        "sid": str(statement.get("Sid") or ""),
        "effect": effect,
        # A trust policy names no resource: it is about the role itself.
        "resource": _texts(statement.get("Resource") or statement.get("NotResource") or []),
        "not_resource": "NotResource" in statement,
        "has_condition": bool(condition),
        "condition_keys": keys,
        "condition": json.dumps(condition, sort_keys=True, ensure_ascii=False) if condition else "",
    }


def _principals(statement: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Yield (type, principal, inverted); one empty one where the policy belongs to an identity."""
    inverted = "NotPrincipal" in statement
    named = statement.get("NotPrincipal" if inverted else "Principal")
    if named is None:
        yield "", "", False
    elif named == "*":
        yield "*", "*", inverted
    elif isinstance(named, dict):
        for kind, values in named.items():
            for value in _texts(values):
                yield str(kind), value, inverted
    else:
        message = "its principal is neither * nor a map"
        raise ValueError(message)


def _actions(statement: Mapping[str, Any]) -> list[tuple[str, bool]]:
    inverted = "NotAction" in statement
    actions = _texts(statement.get("NotAction" if inverted else "Action"))
    if not actions:
        message = "it names no action"
        raise ValueError(message)
    return [(action, inverted) for action in actions]


def _texts(value: object) -> list[str]:
    """Return a policy's "one or many" as many."""
    if isinstance(value, str | int | float | bool):
        return [str(value)]
    if isinstance(value, list) and all(isinstance(one, str | int | float | bool) for one in value):
        return [str(one) for one in value]
    message = f"{type(value).__name__} stands where text should"
    raise TypeError(message)


def _is_everyone(principal: str) -> bool:
    return principal == "*" or principal.startswith(("arn:aws:iam::*:", "arn:*:iam::*:"))


# --- Which conditions narrow the caller -------------------------------------------------------
# After what S3 itself calls public: https://docs.aws.amazon.com/AmazonS3/latest/userguide/
# access-control-block-public-access.html, "The meaning of public"; a key counts only when its
# value is fixed, because a wildcard narrows nothing.

#: Keys whose value is an account, organization, network or identity: narrow unless a wildcard.
_FIXED_KEYS = frozenset(
    {
        "aws:sourceaccount",
        "aws:sourceowner",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalservicename",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
    }
)
#: Keys whose value is an ARN: narrow when the account is given, or the name does not start open.
_ARN_KEYS = frozenset({"aws:sourcearn", "aws:sourcevpcarn", "aws:principalarn", "s3:dataaccesspointarn"})
_MATCHES = frozenset(
    {
        "stringequals",
        "stringequalsignorecase",
        "stringlike",
        "arnequals",
        "arnlike",
    }
)
_WIDEST_IPV4 = 8
_WIDEST_IPV6 = 32
_ARN_PARTS = 6


def _narrows(condition: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether any condition holds the caller to something fixed (all must hold)."""
    return any(
        _one_narrows(operator.lower(), str(key).lower(), _texts(values))
        for operator, tested in condition.items()
        for key, values in tested.items()
    )


def _one_narrows(operator: str, key: str, values: list[str]) -> bool:
    """Return whether one test narrows: each of its alternatives must.

    ``...IfExists`` and ``ForAllValues`` also hold when the request lacks the key: no narrowing.
    """
    operator = operator.removeprefix("foranyvalue:")
    if not values:
        return True  # nothing can match
    if operator == "ipaddress" and key == "aws:sourceip":
        return all(_is_narrow_network(value) for value in values)
    if operator == "bool" and key == "aws:principalisawsservice":
        return all(value.lower() == "true" for value in values)
    if operator not in _MATCHES:
        return False
    if key in _FIXED_KEYS:
        return all(value.strip("*?/") and not value.startswith(("*", "?", "o-*")) for value in values)
    return key in _ARN_KEYS and all(_is_narrow_arn(value) for value in values)


def _is_narrow_network(value: str) -> bool:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    widest = _WIDEST_IPV4 if network.version == 4 else _WIDEST_IPV6  # noqa: PLR2004  IP versions are names
    return network.prefixlen >= widest


def _is_narrow_arn(value: str) -> bool:
    parts = value.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS:
        return False
    account, resource = parts[4], parts[5]
    if account and not {"*", "?"} & set(account):
        return True
    # S3's ARNs name no account: the bucket's name must then begin with something.
    return not account and not resource.startswith(("*", "?"))
