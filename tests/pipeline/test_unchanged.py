"""A check whose grounds did not change is not asked, and everything is as if it had been."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from estate import BLOCK, BLOCKED, BUCKET, CATALOGUE, ENCRYPTED, GRANT, OWNED, PRIVATE, Estate, bucket, check, grant
from hypothesis import example, given, settings
from hypothesis import strategies as st

from holdfast.content.model import Company, Content, OwnershipRule, Team
from holdfast.pipeline.evaluate import Evaluation, Limits, evaluate

DATED = """SELECT b.arn AS subject, TRUE AS applies,
  CURRENT_TIMESTAMP < CAST('2026-11-24' AS TIMESTAMP) AS passed, 'it is late' AS reason FROM t_bucket b"""
CHECKS = (
    check("t.private", PRIVATE),
    check("t.encrypted", ENCRYPTED),
    check("t.blocked", BLOCKED, more="reads: {t_block: account}"),
    check("t.owned", OWNED, subject="subject_owner"),
    check("t.dated", DATED),
)
TABLES = (BUCKET, GRANT, BLOCK)
NAMES = ("a", "b", "scratch")
COLUMNS = {
    "results": "check_no, subject_id, status, reason, severity, since, failing_since",
    "subjects": "subject_id, subject, kind, account_id, region, service, team, owned_by, in_scope",
    "rollups": "kind, id, status, since, passed, failed, unknown, not_applicable, late, sentence",
    "subject_owner": "subject, kind, team, owned",
}


def apply(estate: Estate, step: tuple[str, int, int]) -> tuple[Evaluation, dict[str, object]]:
    """Change the estate by one step, evaluate, and return all that a reader could see."""
    what, which, how = step
    name, account = NAMES[which % 3], str(1 + which % 2)
    if what == "bucket":
        here = [one for one in estate.buckets if one["name"] != name]
        tags = None if how == 3 else {"team": "blue"} if how == 2 else {}
        estate.buckets = here if how == 0 else [*here, bucket(name, account, encrypted=how > 1, tags=tags)]
    elif what == "grant":
        estate.grants = [] if how == 0 else [grant(name, account=account, is_public=[True, False, None][how - 1])]
    elif what == "block":
        estate.blocks = [{"id": account, "account_id": account, "region": "global", "blocks": how > 1}]
    elif what == "deny":
        table, region = [("t_bucket", "north"), ("t_grant", "north"), ("t_block", "global")][which % 3]
        key = (table, account, region, f"arn:{name}" if how > 1 and table == "t_grant" else "")
        estate.unread = {} if how == 0 else {key: "denied"}
    elif what == "checks":
        estate.checks = tuple(c for n, c in enumerate(CHECKS) if how == 0 or n % 3 != how % 3)
    elif what == "wait":
        estate.now += timedelta(hours=9 * how)
    rules = (OwnershipRule(name=f"{name}*", team="blue"),) if (what, how) == ("rule", 1) else ()
    content = Content((), (), estate.checks, Company(name="Acme", ownership=rules, teams=(Team("blue", "Blue"),)))
    with estate.store.lock(), estate.store.begin("run", estate.now) as draft:
        if what != "wait":
            for written, rows in zip(TABLES, (estate.buckets, estate.grants, estate.blocks), strict=True):
                draft.write_table(
                    written, estate.readable(written, rows), estate.coverage() if written is BUCKET else ()
                )
        done = evaluate(estate.store, draft, content, CATALOGUE, estate.now, limits=estate.limits)
        manifest = draft.commit(estate.now)
    estate.now += timedelta(hours=1)
    with estate.store.reading(manifest) as reading:
        seen = {n: reading.engine.rows(f"SELECT {c} FROM {n} ORDER BY ALL") for n, c in COLUMNS.items()}
    return done, {**seen, "line": (manifest.line.results, manifest.line.changed, done.results, done.changed)}


STEPS = st.tuples(
    st.sampled_from(["bucket", "grant", "block", "deny", "checks", "wait", "rule", "nothing"]),
    st.integers(0, 5),
    st.integers(0, 3),
)
FIRST = [("bucket", 0, 2), ("bucket", 1, 1), ("grant", 0, 1)]


@given(st.lists(STEPS, min_size=2, max_size=5))
@example([("deny", 0, 1), ("bucket", 0, 0)])  # some are lost to sight while nobody asks about them
@settings(max_examples=15, deadline=None)
def test_what_is_not_asked_again_is_as_if_it_had_been(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("some", "all"):
            (Path(folder) / name).mkdir()
        some = Estate(Path(folder) / "some", CHECKS)
        whole = Estate(Path(folder) / "all", CHECKS, limits=Limits(whole=True))
        for step in (*FIRST, *steps):
            assert apply(some, step)[1] == apply(whole, step)[1], step


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    one = Estate(tmp_path, CHECKS)
    for step in (*FIRST, ("nothing", 0, 0)):
        apply(one, step)
    return one


@pytest.mark.parametrize(
    ("step", "asked"),
    [
        (("nothing", 0, 0), 1),  # what asks for the time
        (("block", 0, 0), 3),  # the one that reads the table, and whose its row is
        (("grant", 1, 1), 2),
        (("bucket", 0, 1), 5),
        (("deny", 1, 1), 2),
        (("rule", 0, 1), 2),  # whose they are is a table
        (("wait", 0, 3), 5),  # 27 hours: everything is older than it may be
    ],
)
def test_only_what_may_say_something_else_is_asked(estate: Estate, step: tuple[str, int, int], asked: int) -> None:
    done, _ = apply(estate, step)
    assert done.checks_run == asked


def test_a_check_that_could_not_run_is_asked_again(estate: Estate) -> None:
    failing = check("t.failing", ENCRYPTED)
    estate.checks = (*CHECKS, replace(failing, run_sql=failing.run_sql.replace("b.encrypted", "b.name::BIGINT > 0")))
    for _ in range(2):
        done, _ = apply(estate, ("nothing", 0, 0))
        assert [name for name, _ in done.errors] == ["t.failing"]
    assert done.checks_run == 2


def test_a_check_that_changed_is_asked_again(estate: Estate) -> None:
    header = replace(CHECKS[1].header, title="Another title")
    estate.checks = (CHECKS[0], replace(CHECKS[1], header=header), *CHECKS[2:])
    assert apply(estate, ("nothing", 0, 0))[0].checks_run == 2
