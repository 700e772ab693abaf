"""The directory's groups, and the roles that ``sign_in: groups`` in holdfast.yaml gives to their members."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from holdfast.web.accounts.models import DirectoryGroup, Grant, User
from holdfast.web.accounts.roles import Role
from holdfast.web.accounts.scim.errors import ScimError
from holdfast.web.accounts.scim.requests import Step, text
from holdfast.web.history.records import archive, keep

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group"
_ONE_MEMBER = re.compile(r'^members\[value eq "([^"]+)"\]$', re.IGNORECASE)


def shown(group: DirectoryGroup) -> dict[str, Any]:
    """Return the group as SCIM has it."""
    resource: dict[str, Any] = {
        "schemas": [SCHEMA],
        "id": str(group.pk),
        "displayName": group.name,
        "members": [{"value": key} for key in group.members],
        "meta": {"resourceType": "Group", "created": group.created_at.isoformat(), "version": f'W/"{group.version}"'},
    }
    return resource | ({"externalId": group.external} if group.external else {})


def found(attribute: str, value: str) -> Iterable[DirectoryGroup]:
    """Return the groups that a filter means. Raises ScimError."""
    every = DirectoryGroup.objects.live().order_by("pk")
    fields = {"displayname": "name__iexact", "externalid": "external", "": ""}
    if attribute not in fields:
        raise ScimError(400, f"There is no filter by {attribute}.", "invalidFilter")
    return every.filter(**{fields[attribute]: value}) if attribute else every


def one(number: str) -> DirectoryGroup:
    """Return the group of that id. Raises ScimError."""
    group = DirectoryGroup.objects.live().filter(pk=int(number)).first() if number.isdigit() else None
    if group is None:
        raise ScimError(404, "There is no such group.")
    return group


@transaction.atomic
def make(sent: dict[str, Any], by: str) -> DirectoryGroup:
    """Make the group. Raises ScimError."""
    group = DirectoryGroup()
    name = _given(sent, "displayName")
    if DirectoryGroup.objects.live().filter(name__iexact=str(name)).exists():
        raise ScimError(409, "There is a group of that displayName.", "uniqueness")
    return replace(group, sent, by)


@transaction.atomic
def replace(group: DirectoryGroup, sent: dict[str, Any], by: str) -> DirectoryGroup:
    """Make the group what was sent. Raises ScimError."""
    group.name = text(_given(sent, "displayName") or group.name, "displayName")
    if not group.name:
        raise ScimError(400, "displayName is missing.", "invalidValue")
    group.external = text(_given(sent, "externalId") or "", "externalId")
    return _keep(group, _keys(_given(sent, "members") or []), by)


@transaction.atomic
def patch(group: DirectoryGroup, steps: Iterable[Step], by: str) -> DirectoryGroup:
    """Change name and members by steps. Raises ScimError."""
    members = list(group.members)
    for step in steps:
        path, single = step.path.lower(), _ONE_MEMBER.match(step.path)
        if single and step.op == "remove":
            members = [key for key in members if key != single[1]]
        elif path == "members" and step.op == "remove":
            gone = set(_keys(step.value)) if step.value else set(members)
            members = [key for key in members if key not in gone]
        elif path == "members":
            members = (members if step.op == "add" else []) + _keys(step.value)
        elif path == "displayname" and step.op != "remove":
            group.name = text(step.value, "displayName")
        elif not path and isinstance(step.value, dict):
            group.name = text(_given(step.value, "displayName") or group.name, "displayName")
            if (given := _given(step.value, "members")) is not None:
                members = (members if step.op == "add" else []) + _keys(given)
    return _keep(group, members, by)


@transaction.atomic
def delete(group: DirectoryGroup, by: str) -> None:
    """Take the group away, and the roles that it gave."""
    members = list(group.members)
    archive(group, by, "The directory has deleted the group.")
    settle(User.objects.filter(key__in=members), by)


def settle(users: Iterable[User], by: str) -> None:
    """Give and end roles so that each person holds what their groups give now; roles given by hand stay."""
    given = {
        group: Role(settings.SIGN_IN.groups[group.name])
        for group in DirectoryGroup.objects.live()
        if group.name in settings.SIGN_IN.groups
    }
    for user in users:
        due = {role: group for group, role in given.items() if user.is_active and user.key in group.members}
        for grant in Grant.objects.live().filter(user=user, from_directory=True):
            if grant.held in due:
                del due[grant.held]
            else:
                archive(grant, by, "No group of the directory gives it any more.")
        held = Grant.objects.in_force(timezone.now().date()).filter(user=user).values_list("role", flat=True)
        for role, group in due.items():
            if role.value not in set(held):
                made = Grant(user=user, role=role, starts_on=timezone.now().date(), from_directory=True)
                keep(made, by, f"The directory's group {group.name} gives it.")


def _keep(group: DirectoryGroup, members: list[str], by: str) -> DirectoryGroup:
    was = set(group.members)
    known = set(User.objects.live().filter(key__in=members).values_list("key", flat=True))
    if unknown := set(members) - known - was:
        raise ScimError(400, f"There is no user {min(unknown)}.", "invalidValue")
    group.members = [key for key in dict.fromkeys(members) if key in known]
    keep(group, by, "The directory said so.")
    settle(User.objects.live().filter(key__in=was | set(group.members)), by)
    return group


def _keys(members: object) -> list[str]:
    listed = members if isinstance(members, list) else [members]
    keys = [one.get("value") for one in listed if isinstance(one, dict)]
    if len(keys) != len(listed) or not all(isinstance(key, str) for key in keys):
        raise ScimError(400, "members are objects with a value.", "invalidValue")
    return [str(key) for key in keys]


def _given(sent: dict[str, Any], name: str) -> Any:  # noqa: ANN401  JSON
    return next((value for key, value in sent.items() if key.lower() == name.lower()), None)
