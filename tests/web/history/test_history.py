"""The history: every change leaves an entry, nobody's work is lost silently, and tampering is found."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from holdfast.web.accounts.models import Grant, User
from holdfast.web.accounts.roles import Role
from holdfast.web.history import verify
from holdfast.web.history.canonical import BEGINNING, digest
from holdfast.web.history.models import Act, Entry, Head
from holdfast.web.history.records import (
    SYSTEM,
    ConflictError,
    PastHistoryError,
    RecordQuerySet,
    archive,
    begin,
    entries,
    head_sequence,
    keep,
    restore,
)

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db, pytest.mark.without_company]


@pytest.fixture
def person() -> User:
    return User.objects.create_user("ada", "four unrelated warm lamps", name="Ada Nowak", roles=[Role.ENGINEER])


def written(sql: str, *values: str | int) -> None:
    """Write past everything, as somebody with the database's password could."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_each_change_has_an_entry_with_who_and_why(person: User) -> None:
    person.team = "commerce"
    keep(person, "somebody", "Moved to another team.")
    newest, first = entries(person)
    assert (newest.act, newest.actor, newest.why, newest.version) == (
        Act.CHANGED,
        "somebody",
        "Moved to another team.",
        2,
    )
    assert (first.act, first.actor) == (Act.CREATED, SYSTEM)
    assert [json.loads(entry.state)["team"] for entry in (first, newest)] == ["", "commerce"]


def test_saving_what_did_not_change_leaves_no_entry(person: User) -> None:
    before = head_sequence()
    assert keep(person, "somebody") is None
    assert head_sequence() == before


def test_entries_are_numbered_without_gaps_and_chained(person: User) -> None:  # noqa: ARG001  it makes entries
    made = list(Entry.objects.order_by("sequence"))
    assert [entry.sequence for entry in made] == list(range(1, len(made) + 1))
    assert [entry.previous for entry in made] == [BEGINNING, *(entry.digest for entry in made[:-1])]
    assert list(verify.problems()) == []


def test_the_second_of_two_people_is_told_and_loses_nothing(person: User) -> None:
    mine, theirs = User.objects.get(pk=person.pk), User.objects.get(pk=person.pk)
    theirs.team = "billing"
    keep(theirs, "them")
    mine.team = "commerce"
    with pytest.raises(ConflictError) as met:
        keep(mine, "me")
    assert isinstance(met.value.stored, User)
    assert (met.value.stored.team, mine.team) == ("billing", "commerce")
    mine.version = met.value.stored.version  # the person has seen both and chooses
    keep(mine, "me")
    assert User.objects.get(pk=person.pk).team == "commerce"


@pytest.mark.parametrize(
    "write",
    [
        lambda user: user.save(),
        lambda user: user.save(update_fields=["team"]),
        lambda user: user.delete(),
        lambda user: Grant.objects.filter(user=user).delete(),
        lambda user: Grant.objects.create(user=user, role=Role.ADMINISTRATOR),
    ],
    ids=["save", "save of a kept field", "delete", "delete of many", "create"],
)
def test_a_write_past_the_history_is_refused(person: User, write: Callable[[User], object]) -> None:
    with pytest.raises(PastHistoryError):
        write(person)


def test_bulk_writes_are_refused(person: User) -> None:
    grants = Grant.objects.filter(user=person)
    assert grants.count() == 1
    with pytest.raises(PastHistoryError):
        Grant.objects.filter(user=person).update(role=Role.ADMINISTRATOR)
    with pytest.raises(PastHistoryError):
        Grant.objects.bulk_create([Grant(user=person, role=Role.ADMINISTRATOR)])
    with pytest.raises(PastHistoryError):
        Grant.objects.bulk_update([grants[0]], ["role"])


def test_no_kind_of_record_has_a_way_around() -> None:
    assert [kind for kind in verify.kinds() if not isinstance(kind.objects.all(), RecordQuerySet)] == []


def test_an_archived_record_is_kept_and_comes_back(person: User) -> None:
    archive(person, "somebody", "Has left.")
    assert person.archived_at is not None
    restore(person, "somebody", "Has come back.")
    assert [entry.act for entry in entries(person)] == [Act.RESTORED, Act.ARCHIVED, Act.CREATED]


def test_what_does_not_hold_is_not_written(person: User) -> None:
    before = head_sequence()
    with pytest.raises(ValidationError):
        keep(Grant(user=person, role=Role.EXTERNAL_AUDITOR), SYSTEM)
    with pytest.raises(ValidationError):
        keep(Grant(user=person, role=Role.VIEWER, starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)), SYSTEM)
    assert head_sequence() == before
    assert Grant.objects.filter(user=person).count() == 1


def test_personal_data_is_not_in_the_log_and_a_changed_name_shows(person: User) -> None:
    person.name = "Ada Nowak-Lind"
    keep(person, "somebody")
    states = [entry.state for entry in entries(person)]
    said = [str(value) for state in states for value in json.loads(state).values()]
    assert not any("Nowak" in value or value.lower() == "ada" for value in said)  # a digest may hold these letters
    names = [json.loads(state)["name"] for state in states]
    assert names[0] != names[1]


def test_a_row_that_was_altered_is_found(person: User) -> None:
    written("UPDATE accounts_grant SET role = 'administrator' WHERE user_id = %s", person.pk)
    (found,) = verify.problems()
    assert "accounts.grant" in found
    assert "altered past the history" in found


def test_an_altered_name_is_found_though_the_log_does_not_hold_it(person: User) -> None:
    written("UPDATE accounts_user SET name = 'Mallory' WHERE id = %s", person.pk)
    assert [f"accounts.user {person.pk} was altered" in one for one in verify.problems()] == [True]


def test_a_row_that_was_put_in_is_found(person: User) -> None:
    written(
        "INSERT INTO accounts_grant (user_id, role, version, created_at, from_directory) "
        "VALUES (%s, 'viewer', 1, CURRENT_TIMESTAMP, FALSE)",
        person.pk,
    )
    assert ["put in past it" in one for one in verify.problems()] == [True]


def test_a_row_that_was_deleted_is_found(person: User) -> None:
    written("DELETE FROM accounts_grant WHERE user_id = %s", person.pk)
    assert ["deleted past the history" in one for one in verify.problems()] == [True]


@pytest.mark.parametrize(
    ("column", "value"),
    [("actor", "x"), ("why", "x"), ("state", "{}"), ("act", "noted"), ("record", "9"), ("at", "2020-01-01 00:00:00")],
)
def test_an_altered_entry_is_found(person: User, column: str, value: str) -> None:  # noqa: ARG001  it makes entries
    written(f"UPDATE history_entry SET {column} = %s WHERE sequence = 1", value)
    assert any("entry 1 of the history was altered" in one for one in verify.problems())


def test_a_removed_entry_is_found(person: User) -> None:
    keep_one = entries(person)[0].sequence
    written("DELETE FROM history_entry WHERE sequence = %s", keep_one)
    assert any("missing" in one or "does not follow" in one for one in verify.problems())


def test_an_end_that_was_cut_off_is_found(person: User) -> None:  # noqa: ARG001  it makes entries
    last = head_sequence()
    written("DELETE FROM history_entry WHERE sequence = %s", last)
    assert any("cut off" in one for one in verify.problems())


def rebuild() -> None:
    """Write the whole chain anew around an altered entry, as somebody who knows the code could."""
    previous = BEGINNING
    for entry in Entry.objects.order_by("sequence"):
        entry.previous = previous
        if entry.sequence == 1:
            entry.why = "It was never so."
        entry.digest = previous = digest(entry)
        entry.save()
    head = Head.objects.get()
    head.digest = previous
    head.save()


def test_a_chain_that_was_written_anew_is_found_by_its_anchor(person: User) -> None:
    head = Head.objects.get()
    anchor = verify.Anchor(head.sequence, head.digest, "the mail of 24 November")
    person.team = "billing"
    keep(person, "somebody")
    assert list(verify.problems([anchor])) == []
    rebuild()
    assert list(verify.problems()) == [], "without an anchor nobody can know"
    (found,) = verify.problems([anchor])
    assert "written anew" in found
    assert "the mail of 24 November" in found


def test_a_history_that_ends_before_its_anchor_is_found(person: User) -> None:  # noqa: ARG001  it makes entries
    anchor = verify.Anchor(head_sequence() + 5, "f" * 64, "the mail of 24 November")
    assert ["ends before" in one for one in verify.problems([anchor])] == [True]


def test_records_older_than_the_history_are_taken_over_once(person: User) -> None:
    written("DELETE FROM history_entry")
    written("DELETE FROM history_head")
    begin(verify.kinds())
    assert list(verify.problems()) == []
    written(
        "INSERT INTO accounts_grant (user_id, role, version, created_at, from_directory) "
        "VALUES (%s, 'viewer', 1, CURRENT_TIMESTAMP, FALSE)",
        person.pk,
    )
    begin(verify.kinds())
    assert ["put in past it" in one for one in verify.problems()] == [True]
