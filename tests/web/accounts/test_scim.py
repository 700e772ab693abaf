"""SCIM as a directory uses it, with a client of HTTP: against the application, and once against it served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from conftest import PASSWORD, signed_in
from holdfast.content.signing_in import SignIn
from holdfast.errors import UsageError
from holdfast.web.accounts import policy
from holdfast.web.accounts.models import DirectoryGroup, Grant, ProvisioningToken, Session, User
from holdfast.web.accounts.roles import Role
from holdfast.web.accounts.scim import tokens
from holdfast.web.history.models import Entry
from holdfast.web.history.records import SYSTEM, keep
from holdfast.web.history.verify import problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings as DjangoSettings
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.without_company

KIM = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "userName": "kim@papermoon.example",
    "externalId": "00u1",
    "name": {"givenName": "Kim", "familyName": "Okafor"},
    "emails": [{"value": "kim@papermoon.example", "type": "work", "primary": True}],
    "active": True,
}


@pytest.fixture
def ada(db: None) -> User:  # noqa: ARG001  a fixture asks for fixtures by name
    return User.objects.create_user("ada", PASSWORD, name="Ada Nowak", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def directory(ada: User, settings: DjangoSettings) -> Iterator[httpx.Client]:
    settings.SIGN_IN = SignIn(second_factor=(), groups={"Leads": "security lead", "Watchers": "viewer"})
    with as_directory(ada, "http://testserver", transport=httpx.WSGITransport(app=WSGIHandler())) as client:
        yield client


def as_directory(by: User, address: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    headers = {"Authorization": f"Bearer {tokens.issue(by, 'The directory')}"}
    return httpx.Client(base_url=f"{address}/scim/v2/", headers=headers, timeout=30, transport=transport)


def made(directory: httpx.Client, **changes: object) -> dict[str, Any]:
    answer = directory.post("Users", json={**KIM, **changes})
    assert answer.status_code == 201, answer.text
    resource: dict[str, Any] = answer.json()
    assert answer.headers["Location"].endswith(f"/scim/v2/Users/{resource['id']}")
    return resource


def patched(directory: httpx.Client, path: str, *operations: dict[str, object]) -> httpx.Response:
    schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    return directory.patch(path, json={"schemas": [schema], "Operations": list(operations)})


def account(resource: dict[str, Any]) -> User:
    user: User = User.objects.get(key=resource["id"])
    return user


def test_without_a_token_in_use_nothing_is_said(directory: httpx.Client, ada: User) -> None:
    for header in ("", "Bearer", "Bearer holdfast_scim_guessed", "Basic YWRhOng="):
        answer = directory.get("Users", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert directory.get("Users").status_code == 200
    tokens.end(ada, ProvisioningToken.objects.get())
    assert directory.get("Users").status_code == 401


def test_a_session_of_the_console_is_no_token(directory: httpx.Client) -> None:
    assert directory is not None
    assert signed_in("ada").get("/scim/v2/Users").status_code == 401


def test_the_token_is_kept_as_a_digest_and_is_in_no_history(directory: httpx.Client) -> None:
    token = directory.headers["Authorization"].removeprefix("Bearer ")
    assert token not in ProvisioningToken.objects.get().digest
    assert not Entry.objects.filter(state__contains=token).exists()
    assert not Entry.objects.filter(state__contains=ProvisioningToken.objects.get().digest).exists()


def test_a_person_is_made_read_found_and_changed(directory: httpx.Client) -> None:
    resource = made(directory)
    user = account(resource)
    assert (user.username, user.name, user.email) == ("kim@papermoon.example", "Kim Okafor", "kim@papermoon.example")
    assert not user.has_usable_password()
    assert not user.roles
    assert directory.get(f"Users/{user.key}").json() == resource
    assert resource["externalId"] == "00u1"
    for asked in ('userName eq "KIM@papermoon.example"', 'externalId eq "00u1"', f'id eq "{user.key}"'):
        found = directory.get("Users", params={"filter": asked}).json()
        assert (found["totalResults"], found["Resources"][0]["id"]) == (1, user.key), asked
    assert directory.get("Users", params={"filter": 'userName eq "nobody"'}).json()["totalResults"] == 0
    answer = directory.put(f"Users/{user.key}", json={**KIM, "displayName": "K. Okafor", "name": {}, "emails": []})
    assert answer.status_code == 200
    user = User.objects.get(pk=user.pk)
    assert (user.name, user.email) == ("K. Okafor", "")
    assert set(Entry.objects.filter(kind="accounts.user", record=str(user.pk)).values_list("actor", flat=True)) == {
        f"directory-{ProvisioningToken.objects.get().pk}"
    }
    assert not list(problems())


def test_what_directories_send_to_change_a_part_is_understood(directory: httpx.Client) -> None:
    path = f"Users/{made(directory)['id']}"
    answer = patched(
        directory,
        path,
        {"op": "Replace", "path": "name.formatted", "value": "Kim O."},
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "k@papermoon.example"},
        {"op": "add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "Shop"},
        {"op": "replace", "value": {"userName": "kim.o", "name.familyName": "O."}},
    )
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["userName"], said["displayName"]) == ("kim.o", "Kim O.")
    assert said["emails"][0]["value"] == "k@papermoon.example"


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "active", "value": False},
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "replace", "value": {"active": False}},
        None,
    ],
    ids=["path", "text", "object", "delete"],
)
def test_a_leaver_loses_sessions_and_roles_at_once(
    directory: httpx.Client, operation: dict[str, object] | None
) -> None:
    kim = User.objects.create_user("kim", PASSWORD, roles=[Role.SECURITY_LEAD])
    theirs = signed_in("kim")
    assert theirs.get("/account").status_code == 200
    path = f"Users/{kim.key}"
    answer = patched(directory, path, operation) if operation else directory.delete(path)
    assert answer.status_code == (200 if operation else 204), answer.text
    assert theirs.get("/account").status_code == 302
    assert Client().post("/sign-in", {"username": "kim", "password": PASSWORD}).status_code == 400
    assert not Session.objects.filter(account=kim).exists()
    assert not Grant.objects.live().filter(user=kim).exists()
    assert directory.get(path).status_code == (200 if operation else 404)
    assert "left" in Entry.objects.filter(kind="accounts.grant", act="archived").get().why or not operation


@pytest.mark.django_db(transaction=True)
def test_a_served_console_is_provisioned_over_the_wire(live_server: LiveServer) -> None:
    ada = User.objects.create_user("ada", PASSWORD, roles=[Role.ADMINISTRATOR])
    with as_directory(ada, live_server.url) as directory:
        kim = made(directory)
        assert directory.get("Users", params={"filter": f'userName eq "{kim["userName"]}"'}).json()["totalResults"] == 1
        answer = patched(directory, f"Users/{kim['id']}", {"op": "replace", "path": "active", "value": False})
        assert answer.json()["active"] is False
        assert answer.headers["Content-Type"] == "application/scim+json"
    assert httpx.get(f"{live_server.url}/scim/v2/Users", timeout=30).status_code == 401


def test_who_comes_back_has_no_role_of_before(directory: httpx.Client) -> None:
    resource = made(directory)
    keep(Grant(user=account(resource), role=Role.EXECUTIVE), SYSTEM)
    assert directory.delete(f"Users/{resource['id']}").status_code == 204
    again = made(directory)
    assert again["id"] == resource["id"]
    assert account(again).is_active
    assert not account(again).roles


def test_the_last_administrator_is_not_locked_out_by_a_directory(directory: httpx.Client, ada: User) -> None:
    answer = patched(directory, f"Users/{ada.key}", {"op": "replace", "path": "active", "value": False})
    assert answer.status_code == 409
    assert "last administrator" in answer.json()["detail"]
    assert directory.delete(f"Users/{ada.key}").status_code == 409
    assert User.objects.get(pk=ada.pk).holds(Role.ADMINISTRATOR)


def test_a_list_is_read_page_by_page(directory: httpx.Client) -> None:
    for number in range(5):
        User.objects.create_user(f"person-{number}")
    seen: list[str] = []
    for start in (1, 3, 5, 7):
        said = directory.get("Users", params={"startIndex": start, "count": 2}).json()
        assert said["totalResults"] == 6
        assert said["startIndex"] == start
        assert said["itemsPerPage"] == len(said["Resources"])
        seen += [one["userName"] for one in said["Resources"]]
    assert seen == ["ada", *(f"person-{number}" for number in range(5))]
    assert directory.get("Users", params={"count": 0}).json()["Resources"] == []
    assert len(directory.get("Users", params={"startIndex": -3, "count": 9999}).json()["Resources"]) == 6


def test_groups_give_roles_and_take_them_away(directory: httpx.Client) -> None:
    kim, lou = made(directory), made(directory, userName="lou", externalId="00u2", emails=[])
    keep(Grant(user=account(lou), role=Role.VIEWER), SYSTEM, "Given by hand.")
    members = [{"value": kim["id"]}]
    group = directory.post("Groups", json={"displayName": "Leads", "members": members}).json()
    watchers = directory.post("Groups", json={"displayName": "Watchers", "members": [{"value": lou["id"]}]}).json()
    unmapped = directory.post("Groups", json={"displayName": "Choir", "members": members})
    assert unmapped.status_code == 201
    assert account(kim).roles == {Role.SECURITY_LEAD}
    assert account(lou).roles == {Role.VIEWER}
    path = f"Groups/{group['id']}"
    assert patched(directory, path, {"op": "add", "path": "members", "value": [{"value": lou["id"]}]}).is_success
    assert account(lou).roles == {Role.SECURITY_LEAD, Role.VIEWER}
    assert patched(directory, path, {"op": "remove", "path": f'members[value eq "{kim["id"]}"]'}).is_success
    assert not account(kim).roles
    assert directory.get(path).json()["members"] == [{"value": lou["id"]}]
    found = directory.get("Groups", params={"filter": 'displayName eq "Leads"'}).json()
    assert [one["id"] for one in found["Resources"]] == [group["id"]]
    assert directory.delete(path).status_code == 204
    assert directory.delete(f"Groups/{watchers['id']}").status_code == 204
    assert account(lou).roles == {Role.VIEWER}, "what was given by hand stays"
    assert Entry.objects.filter(kind="accounts.grant", why="The directory's group Leads gives it.").count() == 2
    assert not list(problems())


def test_who_left_gets_nothing_by_a_group_until_they_are_back(directory: httpx.Client) -> None:
    kim = made(directory)
    directory.post("Groups", json={"displayName": "Leads", "members": [{"value": kim["id"]}]})
    path = f"Users/{kim['id']}"
    patched(directory, path, {"op": "replace", "path": "active", "value": False})
    assert not account(kim).roles
    group = DirectoryGroup.objects.get()
    directory.put(f"Groups/{group.pk}", json={"displayName": "Leads", "members": [{"value": kim["id"]}]})
    assert not account(kim).roles
    patched(directory, path, {"op": "replace", "path": "active", "value": True})
    assert account(kim).roles == {Role.SECURITY_LEAD}


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "kind"),
    [
        ("POST", "Users", KIM, 409, "uniqueness"),
        ("POST", "Users", {"externalId": "x"}, 400, "invalidValue"),
        ("POST", "Users", {"userName": "a b"}, 400, "invalidValue"),
        ("POST", "Users", {"userName": "lou", "active": "perhaps"}, 400, "invalidValue"),
        ("POST", "Users", {"userName": "lou", "externalId": "00u1"}, 409, "uniqueness"),
        ("POST", "Users", ["kim"], 400, "invalidSyntax"),
        ("GET", "Users?filter=name.formatted co 'K'", None, 400, "invalidFilter"),
        ("GET", 'Users?filter=title eq "x"', None, 400, "invalidFilter"),
        ("GET", "Users?startIndex=x", None, 400, "invalidValue"),
        ("GET", "Users/nobody", None, 404, None),
        ("GET", "Groups/12", None, 404, None),
        ("GET", "Things", None, 404, None),
        ("POST", "Groups", {"displayName": "G", "members": [{"value": "nobody"}]}, 400, "invalidValue"),
        ("DELETE", "Users", None, 405, None),
    ],
)
def test_what_cannot_be_is_refused_in_scims_words_and_changes_nothing(
    directory: httpx.Client, method: str, path: str, sent: object, status: int, kind: str | None
) -> None:
    made(directory)
    before = Entry.objects.count()
    answer = directory.request(method, path, json=sent) if sent is not None else directory.request(method, path)
    assert answer.status_code == status, answer.text
    said = answer.json()
    assert (said["status"], said.get("scimType")) == (str(status), kind)
    assert Entry.objects.count() == before


def test_tokens_are_made_and_ended_on_their_page_and_by_administrators_alone(ada: User) -> None:
    User.objects.create_user("kim", PASSWORD, roles=[Role.SECURITY_LEAD])
    with pytest.raises(UsageError):
        tokens.issue(User.objects.get(username="kim"), "x")
    assert may_issue(ada)
    said = directory_about(ada)
    assert said["filter"]["supported"] is True


def may_issue(by: User) -> bool:
    return tokens.issue(by, "Another").startswith("holdfast_scim_")


def directory_about(by: User) -> dict[str, Any]:
    token = tokens.issue(by, "Third")
    headers = {"authorization": f"Bearer {token}"}
    said: dict[str, Any] = Client(headers=headers).get("/scim/v2/ServiceProviderConfig").json()
    return said


def test_a_group_gives_no_role_that_needs_an_end_or_does_not_exist(tmp_path: Path) -> None:
    for role in ("external auditor", "securty lead"):
        (tmp_path / "holdfast.yaml").write_text(f"name: Acme\nsign_in: {{groups: {{G: {role}}}}}\n")
        with pytest.raises(UsageError):
            policy.load(tmp_path)
