"""A stranger's query that would fill the memory is refused it, and the process lives on."""

from __future__ import annotations

import resource

import pytest

from holdfast.facts.duckdb import QueryError, Sandbox
from holdfast.facts.memory import bounded


def test_one_value_that_is_larger_than_the_bound_is_refused() -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with Sandbox(readable=None, memory_mb=100, threads=1, seconds=20) as sandbox:
        sandbox.lock()
        with bounded(512), bounded(512), pytest.raises(QueryError, match="emory"):
            sandbox.select("SELECT len(range(300000000))")
        assert sandbox.select("SELECT 1 AS one").to_pylist() == [{"one": 1}]
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
