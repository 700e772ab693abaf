"""Policy documents that the inventory's resources share."""

from __future__ import annotations

import json
from typing import Any


def statement(effect: str, principal: Any, action: Any, resource: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    """Return one statement of a resource policy."""
    return {"Effect": effect, "Principal": principal, "Action": action, "Resource": resource, **more}


def document(*statements: dict[str, Any]) -> str:
    """Return a policy as JSON."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def public(action: str, resource: str) -> str:
    """Return a policy that lets anyone do ``action``."""
    return document(statement("Allow", "*", action, resource))


def for_account(account_id: str, action: str, resource: str) -> str:
    """Return a policy that lets one account do ``action``."""
    return document(statement("Allow", {"AWS": f"arn:aws:iam::{account_id}:root"}, action, resource))


def tls_only(action: str, *resources: str) -> dict[str, Any]:
    """Return the statement that refuses what does not come over TLS."""
    return statement("Deny", "*", action, list(resources), Condition={"Bool": {"aws:SecureTransport": "false"}})


def identity(action: Any, resource: Any = "*") -> str:  # noqa: ANN401  a word or a list, as IAM has it
    """Return a policy for an identity."""
    return document({"Effect": "Allow", "Action": action, "Resource": resource})
