"""What people type: moments, durations, choices; and how rows come out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from holdfast.cli.options import duration, moment, one_of
from holdfast.cli.output import cell, print_rows
from holdfast.errors import Exit, UsageError, gravest


def test_a_bare_date_means_the_end_of_that_day() -> None:
    assert moment("2026-11-01") == datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC)


def test_a_time_without_zone_is_utc_and_one_with_zone_is_kept() -> None:
    assert moment("2026-11-01T12:00") == datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert moment("2026-11-01T12:00+02:00") == datetime(2026, 11, 1, 10, tzinfo=UTC)


def test_no_moment_is_now() -> None:
    assert moment("") is None


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "1h"])
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="2026-11-01"):
        moment(text)


@pytest.mark.parametrize(("text", "seconds"), [("30s", 30), ("15m", 900), ("1h", 3600), ("2d", 172800)])
def test_durations_are_read(text: str, seconds: int) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "0m", "1", "h", "1.5h", "-1h", "1w"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        duration(text)


def test_a_choice_outside_the_list_names_the_list() -> None:
    with pytest.raises(UsageError, match="table, json, csv"):
        one_of("xml", ("table", "json", "csv"), "--format")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_rows_as_csv_and_json_are_the_same_rows(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"a": "x,y", "b": True, "c": None, "d": 3}]
    print_rows(rows, ("a", "b", "c", "d"), "csv")
    assert capsys.readouterr().out == 'a,b,c,d\n"x,y",true,,3\n'
    print_rows(rows, ("a", "b", "c", "d"), "json")
    assert json.loads(capsys.readouterr().out) == rows


def test_the_gravest_exit_wins() -> None:
    assert gravest([Exit.FINDINGS, Exit.SOURCE_UNREAD]) is Exit.SOURCE_UNREAD
    assert gravest([Exit.SOURCE_UNREAD, Exit.WRONG_USE]) is Exit.WRONG_USE
    assert gravest(Exit) is Exit.STORE_UNUSABLE
    assert gravest([]) is Exit.GOOD
