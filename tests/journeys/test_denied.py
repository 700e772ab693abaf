"""Each call of the AWS collector, denied in turn: what depends on it is unknown, all else as before."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from holdfast.config import Settings
from holdfast.demo.estate_people import production_roles
from holdfast.demo.estate_services import first_services
from holdfast.errors import Exit
from holdfast.pipeline.runs import Company
from holdfast.posture.model import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from simulated_account import SimulatedAws

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_SHARES = 4  # the calls are dealt out to so many tests, so that several processes can share them

#: Calls on which nothing depends here, so nothing may change. The regions are named in the company's
#: settings; and nobody holds a policy of AWS's own, of which ListPolicies would tell what it allows
#: (where somebody does, tests/collectors/aws/test_iam_unread.py says what its denial costs).
_SPARED = frozenset({"ec2:DescribeRegions", "iam:ListPolicies"})

Results = dict[tuple[str, str], int]


@pytest.mark.slow
@pytest.mark.parametrize("share", range(_SHARES))
def test_a_denied_call_turns_results_to_unknown_and_nothing_else(aws: SimulatedAws, tmp_path: Path, share: int) -> None:
    _seed(aws)
    baseline = tmp_path / "baseline"
    baseline.mkdir()
    (baseline / "holdfast.yaml").write_text("name: Denied\nsources: {aws: {regions: [eu-west-1]}}\n")
    before, code = _run(aws, baseline)
    assert code is Exit.GOOD, "the simulation refused something by itself"
    assert {Verdict.PASS, Verdict.FAIL} <= set(before.values())
    operations = sorted(set(aws.calls) - {"sts:GetCallerIdentity"})
    assert len(operations) > 50, "the estate makes the collector call too little"
    for operation in operations[share::_SHARES]:
        folder = tmp_path / "denied"
        shutil.copytree(baseline, folder)
        aws.deny(operation)
        after, code = _run(aws, folder)
        aws.allow()
        shutil.rmtree(folder)
        if operation in _SPARED:
            assert (after, code) == (before, Exit.GOOD), f"{operation} is not needed here, and yet something changed"
            continue
        assert code is Exit.SOURCE_UNREAD, f"{operation} was denied, and nobody said so"
        judged = {key: (before[key], verdict) for key, verdict in after.items() if key in before}
        turned = {key: pair for key, pair in judged.items() if pair[0] != pair[1]}
        assert judged.keys() == before.keys(), f"{operation} was denied, and results vanished"
        wrong = {key: pair for key, pair in turned.items() if pair[1] != Verdict.UNKNOWN}
        assert not wrong, f"{operation} was denied, and these got a verdict: {wrong}"
        fresh = {key: verdict for key, verdict in after.items() if key not in before}
        assert set(fresh.values()) <= {Verdict.UNKNOWN}, f"{operation} was denied, and new verdicts came: {fresh}"


@pytest.mark.slow
def test_one_bucket_s_policy_denied_costs_that_bucket_alone(aws: SimulatedAws, tmp_path: Path) -> None:
    _seed(aws)
    (tmp_path / "holdfast.yaml").write_text("name: Denied\nsources: {aws: {regions: [eu-west-1]}}\n")
    before, _ = _run(aws, tmp_path)
    aws.deny("s3:GetBucketPolicy", Bucket="papermoon-website")
    after, code = _run(aws, tmp_path)
    assert code is Exit.SOURCE_UNREAD
    turned = {key for key, verdict in after.items() if before.get(key) != verdict}
    assert turned, "nothing depends on a bucket's policy"
    assert {subject for _, subject in turned} == {"arn:aws:s3:::papermoon-website"}
    assert {after[key] for key in turned} == {Verdict.UNKNOWN}


def _seed(aws: SimulatedAws) -> None:
    class Accounts:
        production = staging = security = aws.seed

    iam = aws.seed.client("iam")
    iam.create_user(UserName="someone")
    iam.create_access_key(UserName="someone")
    production_roles(aws.seed)
    first_services(Accounts)  # type: ignore[arg-type]  # sessions have the client method that the estate uses


def _run(aws: SimulatedAws, folder: Path) -> tuple[Results, Exit]:
    company = Company(Settings(company=folder), clock=lambda: NOW)
    aws.calls.clear()
    aws.collecting = True
    try:
        report = company.run(["aws"])
    finally:
        aws.collecting = False
    with company.store().reading(report.manifest) as reading:
        rows = reading.engine.rows(
            "SELECT c.check_id, s.subject, r.status FROM results AS r JOIN checks AS c USING (check_no) "
            "JOIN subjects AS s USING (subject_id) WHERE c.check_id LIKE 'aws.%'"
        )
    return {(str(check), str(subject)): int(str(status)) for check, subject, status in rows}, report.exit
