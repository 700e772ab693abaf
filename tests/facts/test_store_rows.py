"""Rows that do not fit their table are refused by name; nothing is converted quietly."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from store_samples import BUCKET, NOW, bucket, names, new_store

from holdfast.errors import Exit
from holdfast.facts.duckdb import arrow_schema
from holdfast.facts.rows import FactError, by_account, checked, to_arrow

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("name", 7, "a int where VARCHAR belongs"),
        ("versioned", 1, "a int where BOOLEAN belongs"),
        ("versioned", "true", "a str where BOOLEAN belongs"),
        ("size", True, "a bool where BIGINT belongs"),
        ("size", 1.0, "a float where BIGINT belongs"),
        ("size", "1", "a str where BIGINT belongs"),
        ("share", "0.5", "a str where DOUBLE belongs"),
        ("share", False, "a bool where DOUBLE belongs"),
        ("made_at", "2026-01-01", "a str where TIMESTAMP belongs"),
        ("made_at", NOW.date(), "a date where TIMESTAMP belongs"),
        ("origins", "https://a.example", r"a str where VARCHAR\[\] belongs"),
        ("origins", [1], r"a list of int where VARCHAR\[\] belongs"),
        ("origins", [None], r"a list of NoneType where VARCHAR\[\] belongs"),
        ("tags", {"a": 1}, r"a dict of int, str where MAP\(VARCHAR, VARCHAR\) belongs"),
        ("tags", [("a", "b")], r"a list of tuple where MAP\(VARCHAR, VARCHAR\) belongs"),
        ("name", "\ud800", "a value that cannot be stored"),
        ("size", 2**63, "a value that cannot be stored"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_row(column: str, value: object, said: str) -> None:
    rows = [bucket("fine"), bucket("wrong", **{column: value}), bucket("fine-too")]
    with pytest.raises(
        FactError, match=rf"aws_s3_bucket \(arn='arn:aws:s3:::wrong'\) has in {column} {said}"
    ) as caught:
        to_arrow(BUCKET, rows)
    assert caught.value.exit is Exit.SOURCE_UNREAD


def test_a_column_that_is_not_declared_is_refused() -> None:
    with pytest.raises(FactError, match=r"arn:aws:s3:::a'\) has no column verzioned"):
        to_arrow(BUCKET, [bucket("a", verzioned=True)])


@pytest.mark.parametrize("column", ["arn", "account_id", "region"])
def test_what_names_a_row_is_never_null(column: str) -> None:
    with pytest.raises(FactError, match=f"NULL in the column {column}"):
        to_arrow(BUCKET, [bucket("a", **{column: None})])


def test_what_a_row_lacks_is_unknown() -> None:
    row = {name: value for name, value in bucket("a").items() if name not in {"versioned", "tags"}}
    data = to_arrow(BUCKET, [row]).to_pylist()[0]
    assert data["versioned"] is None
    assert data["tags"] is None


def test_times_are_stored_in_utc() -> None:
    east = datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    rows = [bucket("aware", made_at=east), bucket("naive", made_at=NOW.replace(tzinfo=None))]
    assert to_arrow(BUCKET, rows).column("made_at").to_pylist() == [NOW.replace(tzinfo=None)] * 2


def test_a_whole_number_may_stand_for_a_real_one() -> None:
    assert to_arrow(BUCKET, [bucket("a", share=1)]).column("share").to_pylist() == [1.0]


@pytest.mark.parametrize("accounts", [("1", "1"), ("1", "2")])
def test_two_rows_with_one_key_are_refused(accounts: tuple[str, str]) -> None:
    data = to_arrow(BUCKET, [bucket("a"), *(bucket("twin", account) for account in accounts)])
    with pytest.raises(FactError, match=r"two rows of aws_s3_bucket have the same key \(arn='arn:aws:s3:::twin'\)"):
        by_account(BUCKET, data)


def test_arrow_data_is_held_to_the_declaration() -> None:
    good = to_arrow(BUCKET, [bucket("a")])
    assert checked(BUCKET, good.drop_columns(["versioned"])).column("versioned").to_pylist() == [None]
    narrow = good.set_column(5, "size", pa.array([1], pa.int32()))
    assert checked(BUCKET, narrow).schema == arrow_schema(BUCKET)
    with pytest.raises(FactError, match=r"aws_s3_bucket\.size is given as string where int64 belongs"):
        checked(BUCKET, good.set_column(5, "size", pa.array(["1"])))
    with pytest.raises(FactError, match="no column extra"):
        checked(BUCKET, good.append_column("extra", pa.array([1])))
    with pytest.raises(FactError, match=r"aws_s3_bucket\.arn is NULL"):
        checked(BUCKET, good.set_column(2, "arn", pa.array([None], pa.string())))


def test_a_refused_table_leaves_the_run_as_it_was(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.begin("collect", NOW) as draft:
        draft.write_table(BUCKET, [bucket("a")])
        with pytest.raises(FactError):
            draft.write_table(BUCKET, [bucket("b"), bucket("b")])
        manifest = draft.commit(NOW)
    assert names(store, manifest) == ["a"]
