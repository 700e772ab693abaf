from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from estate import BLOCKED, CATALOGUE, ENCRYPTED, HEADER, PRIVATE, check
from sqlglot import parse_one

from holdfast.checks import rules
from holdfast.checks.compile import at, compile_all, compile_check, to_spark
from holdfast.content.files import CheckFile
from holdfast.content.model import Severity
from holdfast.content.problems import ContentError, Problem

WHOLE = HEADER.format(id="t.private", subject="t_bucket", more="")
SQL_LINE = WHOLE.count("\n") + 1


def problems(text: str, name: str = "t.private.sql") -> tuple[Problem, ...]:
    with pytest.raises(ContentError) as raised:
        compile_check(name, text, CATALOGUE)
    return raised.value.problems


def selecting(passed: str = "b.encrypted", *, applies: str = "TRUE", reason: str = "'x'", rest: str = "") -> str:
    columns = f"b.arn AS subject, {applies} AS applies,\n{passed} AS passed,\n{reason} AS reason"
    return f"{WHOLE}SELECT {columns}\nFROM t_bucket b {rest}"


def test_check_is_compiled_with_its_header_sql_and_tables() -> None:
    one = compile_check("t.private.sql", WHOLE + PRIVATE, CATALOGUE, from_company=True)
    assert one.id == "t.private"
    assert one.header.severity is Severity.HIGH
    assert one.header.controls == ("A.8.3",)
    assert one.sql == PRIVATE
    assert one.tables == ("t_bucket", "t_grant")
    assert "none_of" not in one.run_sql.lower()
    assert one.from_company


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (PRIVATE, 1, "does not begin with a header"),
        ("/* */" + PRIVATE, 1, "header is empty"),
        ("/*\nid: [\n*/" + PRIVATE, 3, "not YAML"),
        (WHOLE.replace("severity: high", "severity: grave") + PRIVATE, 4, "`severity` must be one of"),
        (WHOLE.replace("title: Buckets are private\n", "") + PRIVATE, 2, "`title` is missing"),
        (WHOLE.replace("why:", "wy:") + PRIVATE, 8, "`wy` is not a field"),
        (WHOLE.replace("T1530", "T15") + PRIVATE, 9, "technique"),
        (WHOLE.replace("id: t.private", "id: t.other") + PRIVATE, 2, "holds the check t.other"),
        (WHOLE.replace("subject: t_bucket", "subject: t_buckt") + PRIVATE, 5, "no table t_buckt"),
        (WHOLE.replace("subject: t_bucket", "subject: t_grant") + PRIVATE, 5, "parts of t_bucket"),
        (WHOLE.replace("fix: Close them.", "fix: x\nreads: {t_blok: account}") + PRIVATE, 11, "no table t_blok"),
        (WHOLE.replace("fix: Close them.", "fix: x\nreads: {t_block: account}") + PRIVATE, 11, "does not read"),
        (WHOLE.replace("fix: Close them.", "fix: x\nreads: {t_grant: galaxy}") + PRIVATE, 11, "must be one of"),
    ],
)
def test_wrong_header_is_told_with_its_line(text: str, line: int, what: str) -> None:
    found = problems(text)
    assert any(problem.line == line and what in problem.what for problem in found), found


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (WHOLE, 0, "no SQL"),
        (WHOLE + "SELEC 1", 1, ""),
        (WHOLE + "SELECT 1;\nDROP TABLE t_bucket", 2, "more than one statement"),
        (WHOLE + "COPY t_bucket TO 'x'", 0, "not a SELECT"),
        (WHOLE + f"{PRIVATE}\nUNION ALL\n{PRIVATE}", 0, "not a SELECT"),
        (WHOLE + "PIVOT t_bucket ON name USING count(*)", 0, "not a SELECT"),
        (WHOLE + "SELECT 'open", 0, "cannot be read"),
        (WHOLE + "SELECT (((1 AS x", 0, "cannot be read"),
        (WHOLE + "SELECT b.arn AS subject, TRUE AS passed FROM t_bucket b", 0, "has the columns subject, passed"),
        (WHOLE + "SELECT * FROM t_bucket", 0, "has the columns *"),
        (selecting(rest="WHERE b.encrypted"), 4, "key columns only"),
        (selecting(rest="WHERE b.account_id IN (SELECT account_id FROM t_block)"), 4, "asks another table"),
        (selecting(rest="JOIN t_block k ON k.account_id = b.account_id"), 4, "only a LEFT JOIN"),
        (selecting(rest=", t_block k"), 4, "only a LEFT JOIN"),
        (selecting(rest="CROSS JOIN t_block k"), 4, "only a LEFT JOIN"),
        (selecting(rest="LIMIT 3"), 4, "LIMIT"),
        (selecting(rest="GROUP BY ALL"), 1, "GROUP BY"),
        (selecting(rest="QUALIFY row_number() OVER () = 1"), 4, "QUALIFY"),
        (selecting(rest="ORDER BY 1"), 4, "ORDER BY"),
        (selecting(rest="USING SAMPLE 10%"), 4, "SAMPLE"),
        (selecting().replace("SELECT b", "SELECT DISTINCT b"), 1, "DISTINCT"),
        (selecting().replace("b.arn AS subject", "b.name AS subject"), 1, "not the key"),
        (selecting().replace("t_bucket b", "t_block b"), 4, "does not begin with"),
        (selecting().replace("FROM t_bucket b", "FROM (SELECT * FROM t_bucket) b"), 4, "does not begin with"),
        (selecting("b.encryptd"), 2, "no column encryptd"),
        (selecting("b.encrypted AND c.x"), 2, "no table is called c here"),
        (selecting("b.kept_days"), 2, "is BIGINT, not BOOLEAN"),
        (selecting(applies="'yes'"), 1, "is VARCHAR, not BOOLEAN"),
        (selecting(reason="1"), 3, "is INTEGER, not VARCHAR"),
        (selecting("b.kept_days > 'soon'::BLOB"), 1, "cannot plan it"),
        (selecting("EXISTS (SELECT 1 FROM t_grnt)"), 2, "no table t_grnt"),
        (selecting("EXISTS (SELECT 1 FROM read_parquet('x'))"), 2, "is not a table"),
        (selecting("EXISTS (SELECT 1 FROM 'x.parquet')"), 2, "no table x.parquet"),
        (selecting("EXISTS (SELECT 1 FROM glob('/*'))"), 2, "is not a table"),
        (selecting("EXISTS (SELECT 1 FROM duckdb_settings())"), 2, "is not a table"),
        (selecting("EXISTS (SELECT 1 FROM query('SELECT 1'))"), 2, "query"),
        (selecting("EXISTS (SELECT 1 FROM query_table('t_block'))"), 2, "query_table"),
        (selecting("EXISTS (SELECT 1 FROM information_schema.tables)"), 2, "names a schema"),
        (selecting("EXISTS (SELECT 1 FROM main.t_block)"), 2, "names a schema"),
        (selecting("EXISTS (SELECT 1 FROM t_block PIVOT (count(*) FOR blocks IN (TRUE)))"), 2, "PIVOT"),
        (selecting("EXISTS (SELECT 1 FROM range(3))"), 2, "is not a table"),
        (selecting("random() > 0.5"), 2, "may not be used"),
        (selecting("getenv('HOME') = ''"), 2, "may not be used"),
        (selecting("current_setting('threads') = '1'"), 2, "may not be used"),
        (selecting("uuid()::VARCHAR = ''"), 2, "may not be used"),
        (selecting("now() > TIMESTAMP '2026-01-01'"), 2, "another clock"),
        (selecting("current_date > DATE '2026-01-01'"), 2, "another clock"),
        (selecting("today() > DATE '2026-01-01'"), 2, "another clock"),
        (selecting("b.encrypted = ?"), 2, "takes no parameters"),
        (selecting("b.encrypted = $1"), 2, "takes no parameters"),
        (selecting("none_of(b.encrypted)"), 2, "takes one plain SELECT"),
        (selecting("none_of(SELECT g.is_public, 1 FROM t_grant g)"), 2, "takes one plain SELECT"),
        (selecting("none_of(SELECT g.is_public FROM t_grant g LIMIT 1)"), 2, "takes one plain SELECT"),
        (
            selecting("any_of(SELECT TRUE FROM t_grant g WHERE g.bucket_arn = b.arn AND g.is_public)"),
            2,
            "no key column",
        ),
        (selecting("none_of(SELECT k.blocks FROM t_block k WHERE k.id = b.name)"), 2, "no key column"),
        (selecting("first_of(SELECT g.grantee FROM t_grant g) = 'x'"), 2, "judges nothing"),
        (WHOLE + "WITH t_block AS (SELECT 1 AS x)\n" + selecting().removeprefix(WHOLE), 1, "hides the table"),
    ],
)
def test_construct_is_refused_with_its_line(text: str, line: int, what: str) -> None:
    found = problems(text)
    at_line = SQL_LINE + line - 1
    assert any(what in problem.what and (not line or problem.line == at_line) for problem in found), (at_line, found)


@pytest.mark.parametrize(
    ("passed", "what", "do"),
    [
        ("b.kept_days / 2 > 1", "div may not mean the same", "Multiply"),
        ("b.kept_days // 2 > 1", "intdiv may not mean the same", "Multiply"),
        ("regexp_matches(b.name, '^a$')", "regexplike may not mean the same", "LIKE"),
        ("b.name ILIKE 'A%'", "ilike may not mean the same", "LOWER"),
        ("len(b.tags) > 0", "length of a list", "array_length"),
        ("CAST(b.name AS INT) > 0", "a cast may fail", "collector"),
        ("CAST(b.tags AS VARCHAR) = ''", "tags as text", "other words"),
        ("map_keys(b.tags)[-1] = 'env'", "counted from its end", "words"),
        ("substring(b.name, 0, 1) = 'a'", "before the first letter", "at 1"),
        ("levenshtein(b.name, 'a') > 1", "may not mean the same", "words"),
    ],
)
def test_what_the_engines_do_not_share_is_refused_with_what_to_write_instead(passed: str, what: str, do: str) -> None:
    found = problems(selecting(passed))
    at_line = SQL_LINE + 1
    assert any(what in one.what and do in one.do and one.line == at_line for one in found), found


def test_all_problems_are_told_at_once() -> None:
    text = selecting("random() > now()", rest="JOIN t_blok k ON TRUE WHERE b.name = 'x' LIMIT 1")
    assert len(problems(text)) >= 6


def test_misspelt_names_are_answered_with_the_nearest() -> None:
    assert "`encrypted`" in problems(selecting("b.encryptd"))[0].do
    assert "`t_grant`" in problems(selecting("EXISTS (SELECT 1 FROM t_grnt)"))[0].do


def test_ordinary_forms_are_let_through() -> None:
    assert check("t.blocked", BLOCKED, more="reads: {t_block: account}").tables == ("t_block", "t_bucket")
    with_cte = "WITH open AS (SELECT g.bucket_arn FROM t_grant g)\n"
    with_cte += selecting(rest="LEFT JOIN open o ON o.bucket_arn = b.arn").removeprefix(WHOLE)
    assert compile_check("t.private.sql", WHOLE + with_cte, CATALOGUE).tables == ("t_bucket", "t_grant")
    compile_check(
        "t.private.sql", selecting("list_contains(map_keys(b.tags), 'env')", rest="WHERE b.region <> 'x'"), CATALOGUE
    )


def test_moment_replaces_the_clock_and_no_text() -> None:
    sql = """SELECT 'CURRENT_TIMESTAMP isn''t' AS a, "CURRENT_TIMESTAMP", x < CURRENT_TIMESTAMP - INTERVAL '1' DAY"""
    moment = datetime(2026, 11, 24, 13, tzinfo=timezone(timedelta(hours=1)))
    done = at(sql, moment)
    assert "CAST('2026-11-24 12:00:00' AS TIMESTAMP) - INTERVAL" in done
    assert done.count("CURRENT_TIMESTAMP") == 2
    assert at("SELECT CURRENT_TIMESTAMP", datetime(2026, 1, 2, tzinfo=UTC)) == at(
        "SELECT CURRENT_TIMESTAMP",
        datetime(2026, 1, 2),  # noqa: DTZ001  naive is UTC
    )


def test_check_is_written_for_spark() -> None:
    closed = "none_of(SELECT g.is_public FROM t_grant g WHERE g.bucket_arn = b.arn)"
    sql = selecting(f"list_contains(map_keys(b.tags), 'env') AND {closed}")
    spark = to_spark(compile_check("t.private.sql", sql, CATALOGUE).run_sql)
    assert "ARRAY_CONTAINS(MAP_KEYS(b.tags), 'env')" in spark
    assert parse_one(spark, read="spark").sql(dialect="spark") == spark


def test_seventy_checks_compile_in_two_seconds() -> None:
    files = [
        CheckFile(f"t.c{n}.sql", HEADER.format(id=f"t.c{n}", subject="t_bucket", more="") + PRIVATE, from_company=False)
        for n in range(70)
    ]
    began = time.process_time()
    checks, wrong = compile_all(files, CATALOGUE)
    assert (len(checks), wrong) == (70, [])
    assert time.process_time() - began < 2


def test_one_wrong_file_does_not_hide_the_others() -> None:
    files = [
        CheckFile("t.private.sql", WHOLE + PRIVATE, from_company=False),
        CheckFile("t.wrong.sql", "SELECT 1", from_company=True),
    ]
    checks, wrong = compile_all(files, CATALOGUE)
    assert [one.id for one in checks] == ["t.private"]
    assert [problem.file for problem in wrong] == ["t.wrong.sql"]


def test_what_may_decide_on_null_is_doubted_but_not_in_the_reason() -> None:
    doubtful = selecting("COALESCE(b.encrypted, FALSE) AND b.name IS DISTINCT FROM 'x'", reason="COALESCE(b.name, '')")
    tree = parse_one(doubtful.removeprefix(WHOLE), read="duckdb")
    words = " ".join(problem.what for problem in rules.doubts("f.sql", tree))  # type: ignore[arg-type]  # a Select
    assert words.count("decides where") == 2
    assert not rules.doubts("f.sql", parse_one(ENCRYPTED, read="duckdb"))  # type: ignore[arg-type]  # a Select
