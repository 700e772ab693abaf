"""The comparison with a peer: how verdicts are joined, without the peer."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from compare.verdicts import FAIL, PASS, UNKNOWN, Verdict, compare

from holdfast.content.files import PACK

PEER = Path(__file__).parent / "prowler_checks.csv"


def verdict(status: str, resource: str = "arn:aws:s3:::a", check: str = "c", region: str = "eu-west-1") -> Verdict:
    return Verdict(check, resource, "123456789012", region, status)


def test_the_same_word_on_the_same_resource_is_agreement() -> None:
    got = compare([verdict(PASS), verdict(FAIL, "arn:b")], [verdict(PASS), verdict(FAIL, "ARN:B")], {})
    assert (got.agreed, got.compared, got.both_ways) == (2, 2, {"c"})


def test_an_unknown_is_neither_agreement_nor_disagreement() -> None:
    got = compare([verdict(UNKNOWN)], [verdict(FAIL)], {})
    assert (got.agreed, got.compared, len(got.unknown), got.checks) == (0, 0, 1, set())


def test_what_the_peer_tells_several_times_counts_by_its_worst() -> None:
    got = compare([verdict(FAIL)], [verdict(PASS), verdict(FAIL), verdict(PASS)], {})
    assert got.agreed == 1


def test_one_verdict_a_region_is_joined_by_the_region_where_names_differ() -> None:
    ours = [verdict(FAIL, "guardduty-detector:123456789012/eu-west-1")]
    got = compare(ours, [verdict(PASS, "arn:aws:guardduty:eu-west-1:123456789012:detector/unknown")], {})
    assert len(got.disagreed) == 1


def test_what_only_one_of_both_has_seen_is_counted_apart() -> None:
    got = compare(
        [verdict(FAIL), verdict(FAIL, "x:1")], [verdict(FAIL), verdict(PASS, "y:2"), verdict(PASS, "z:3")], {}
    )
    assert (got.agreed, got.only_ours.total(), got.only_theirs.total()) == (1, 1, 2)


def test_a_check_that_is_left_out_is_not_compared() -> None:
    assert compare([verdict(PASS)], [verdict(FAIL)], {"c": "moto cannot"}).compared == 0


def test_every_equivalent_that_a_check_names_is_a_check_of_prowler_s() -> None:
    with PEER.open(newline="") as file:
        theirs = {row["check"] for row in csv.DictReader(line for line in file if not line.startswith("#"))}
    named = {
        name for path in (PACK / "checks").rglob("*.sql") for name in re.findall(r"prowler:(\w+)", path.read_text())
    }
    assert len(named) > 300
    assert named - theirs == set()
