"""Accounts as SCIM's Users, both ways. An account's id is its key, which says nothing of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from holdfast.errors import UsageError
from holdfast.web.accounts import people
from holdfast.web.accounts.models import Identity, User
from holdfast.web.accounts.scim import groups
from holdfast.web.accounts.scim.errors import ScimError
from holdfast.web.accounts.scim.requests import Step, boolean, text
from holdfast.web.history.records import archive, keep, restore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
#: Who knows a person by ``externalId``: an identity like those at the providers of sign-in.
DIRECTORY = "scim"


def shown(user: User) -> dict[str, Any]:
    """Return the account as SCIM has it."""
    resource: dict[str, Any] = {
        "schemas": [SCHEMA],
        "id": user.key,
        "userName": user.username,
        "displayName": user.name,
        "name": {"formatted": user.name},
        "active": user.is_active,
        "meta": {"resourceType": "User", "created": user.created_at.isoformat(), "version": f'W/"{user.version}"'},
    }
    if user.email:
        resource["emails"] = [{"value": user.email, "type": "work", "primary": True}]
    known = Identity.objects.live().filter(user=user, provider=DIRECTORY).first()
    return resource | ({"externalId": known.subject} if known else {})


def found(attribute: str, value: str) -> QuerySet[User]:
    """Return the accounts that a filter means, in order; all of them without one. Raises ScimError."""
    everybody: QuerySet[User] = User.objects.live().order_by("pk")
    if attribute == "":
        return everybody
    if attribute == "username":
        return everybody.filter(username__iexact=value)
    if attribute == "externalid":
        return everybody.filter(identities__provider=DIRECTORY, identities__subject=value, identities__archived_at=None)
    if attribute == "id":
        return everybody.filter(key=value)
    raise ScimError(400, f"There is no filter by {attribute}.", "invalidFilter")


def one(key: str) -> User:
    """Return the account of that id. Raises ScimError."""
    user: User | None = User.objects.live().filter(key=key).first()
    if user is None:
        raise ScimError(404, "There is no such user.")
    return user


@transaction.atomic
def make(sent: dict[str, Any], by: str) -> User:
    """Make the account; one that the directory had deleted comes back without its roles. Raises ScimError."""
    said = _said(sent)
    name = said.get("username", "")
    if not name:
        raise ScimError(400, "userName is missing.", "invalidValue")
    user = User.objects.filter(username__iexact=name).first()
    if user is not None and user.archived_at is None:
        raise ScimError(409, "There is a user of that userName.", "uniqueness")
    if user is None:
        user = User.objects.create_user(name, None, by=by)
    else:
        restore(user, by, "The directory knows the person again.")
    return change(user, {"active": True, **said}, by)


@transaction.atomic
def replace(user: User, sent: dict[str, Any], by: str) -> User:
    """Make the account what was sent; what was left out is emptied, but for ``active``. Raises ScimError."""
    return change(user, {"name": "", "email": "", **_said(sent)}, by)


@transaction.atomic
def patch(user: User, steps: Iterable[Step], by: str) -> User:
    """Change what the steps name; attributes that are not kept here are passed over. Raises ScimError."""
    said: dict[str, Any] = {}
    for step in steps:
        sent = step.value if not step.path else _at(step.path, step.value)
        if not isinstance(sent, dict):
            raise ScimError(400, "Without a path, the value is an object.", "invalidValue")
        flat = _said({key: value for name, given in sent.items() for key, value in _at(name, given).items()})
        said |= dict.fromkeys(flat, "") if step.op == "remove" else flat
    if said.get("active") == "":
        raise ScimError(400, "active cannot be removed.", "mutability")
    return change(user, said, by)


def change(user: User, said: dict[str, Any], by: str) -> User:
    """Write what was said; a leaver loses sessions and roles at once. Raises ScimError."""
    for field in ("username", "name", "email"):
        if field in said:
            setattr(user, field, said[field])
    if User.objects.filter(username__iexact=user.username).exclude(pk=user.pk).exists():
        raise ScimError(409, "There is a user of that userName.", "uniqueness")
    keep(user, by, "The directory said so.")
    if "external" in said:
        _known_as(user, said["external"], by)
    if said.get("active") is False and user.is_active:
        _leave(user, by, "The directory says that the person has left.")
    elif said.get("active") is True and not user.is_active:
        user.is_active = True
        keep(user, by, "The directory says that the person is here.")
    groups.settle([user], by)
    return user


@transaction.atomic
def delete(user: User, by: str) -> None:
    """Close the account and put it away; the history keeps it. Raises ScimError."""
    _leave(user, by, "The directory has deleted the person.")
    archive(user, by, "The directory has deleted the person.")


def _leave(user: User, by: str, why: str) -> None:
    try:
        people.leave(user, by, why)
    except UsageError as error:
        raise ScimError(409, f"{error.what[:1].upper()}{error.what[1:]}. {error.do}", "mutability") from error


def _known_as(user: User, external: str, by: str) -> None:
    for old in Identity.objects.live().filter(user=user, provider=DIRECTORY).exclude(subject=external):
        archive(old, by, "The directory knows the person by another id.")
    if not external:
        return
    known = Identity.objects.filter(provider=DIRECTORY, subject=external).first()
    if known is None:
        keep(Identity(user=user, provider=DIRECTORY, subject=external), by, "The directory knows the person.")
    elif known.user_id != user.pk:
        raise ScimError(409, "Another user has that externalId.", "uniqueness")
    else:
        restore(known, by, "The directory knows the person again.")


def _at(path: str, value: object) -> dict[str, Any]:
    """Return what a path with its value means, as an object of the resource."""
    plain = path.removeprefix(SCHEMA + ":").lower()
    if plain in {"name.formatted", "name"} and isinstance(value, str):
        return {"name": {"formatted": value}}
    if plain.startswith("emails") and not isinstance(value, list):
        return {"emails": [value if isinstance(value, dict) else {"value": value, "primary": True}]}
    return {path.removeprefix(SCHEMA + ":"): value}


def _said(sent: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a resource, by our own names. Raises ScimError."""
    given = {name.lower(): value for name, value in sent.items()}
    said: dict[str, Any] = {}
    if "username" in given:
        said["username"] = text(given["username"], "userName")
    formatted = given["name"].get("formatted") if isinstance(given.get("name"), dict) else None
    called = formatted or _two(given.get("name")) or given.get("displayname")
    if called is not None and called != "":
        said["name"] = text(called, "displayName")[:200]
    if "emails" in given:
        said["email"] = _address(given["emails"])
    if "active" in given:
        said["active"] = boolean(given["active"])
    if "externalid" in given:
        said["external"] = text(given["externalid"] or "", "externalId")
    return said


def _two(name: object) -> str:
    if not isinstance(name, dict):
        return ""
    return f"{name.get('givenName') or ''} {name.get('familyName') or ''}".strip()


def _address(emails: object) -> str:
    listed = [one for one in emails if isinstance(one, dict)] if isinstance(emails, list) else []
    chosen = next((one for one in listed if one.get("primary") is True), listed[0] if listed else {})
    return text(chosen.get("value") or "", "emails")
