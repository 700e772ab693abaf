"""The comparison with a peer: how verdicts are joined, without the peer."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError
from compare.doors import open_doors
from compare.left_out import ANSWERS_NOTHING, LEFT_OUT, OTHER_QUESTIONS
from compare.verdicts import FAIL, PASS, UNKNOWN, Verdict, compare, resource_key

from holdfast.content.files import PACK

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest

PEER = Path(__file__).parent / "prowler_checks.csv"


def verdict(status: str, resource: str = "arn:aws:s3:::a", check: str = "c", region: str = "eu-west-1") -> Verdict:
    return Verdict(check, resource, "123456789012", region, status)


def test_the_same_word_on_the_same_resource_is_agreement() -> None:
    got = compare([verdict(PASS), verdict(FAIL, "arn:b")], [verdict(PASS), verdict(FAIL, "ARN:B")], {})
    assert (got.agreed, got.compared, got.both_ways) == (2, 2, {"c"})


def test_a_check_has_met_both_only_where_each_tool_has_said_both() -> None:
    ours = [verdict(PASS), verdict(FAIL, "arn:b")]
    got = compare(ours, [verdict(PASS), verdict(PASS, "arn:b")], {})
    assert (got.checks, got.both_ways, len(got.disagreed)) == ({"c"}, set(), 1)


def test_an_unknown_is_neither_agreement_nor_disagreement() -> None:
    got = compare([verdict(UNKNOWN)], [verdict(FAIL)], {})
    assert (got.agreed, got.compared, len(got.unknown), got.checks) == (0, 0, 1, set())


def test_what_the_peer_tells_several_times_counts_by_its_worst() -> None:
    got = compare([verdict(FAIL)], [verdict(PASS), verdict(FAIL), verdict(UNKNOWN), verdict(PASS)], {})
    assert got.agreed == 1
    assert len(compare([verdict(PASS)], [verdict(PASS), verdict(UNKNOWN)], {}).unknown) == 1


def test_one_verdict_a_region_is_joined_by_the_region_where_names_differ() -> None:
    ours = [verdict(FAIL, "guardduty-detector:123456789012/eu-west-1")]
    got = compare(ours, [verdict(PASS, "arn:aws:guardduty:eu-west-1:123456789012:detector/unknown")], {})
    assert len(got.disagreed) == 1


def test_one_verdict_an_account_is_joined_by_the_account_where_ours_has_no_region() -> None:
    ours = [verdict(FAIL, "arn:aws:iam::123456789012:root", region="global")]
    got = compare(ours, [verdict(FAIL, "arn:aws:iam::123456789012:password-policy")], {})
    assert (got.agreed, got.only_ours.total(), got.only_theirs.total()) == (1, 0, 0)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("arn:aws:ec2:eu-west-1::snapshot/snap-1", "arn:aws:ec2:eu-west-1:123456789012:snapshot/snap-1"),
        ("arn:aws:ec2:eu-west-1::image/ami-1", "arn:aws:ec2:eu-west-1:123456789012:image/ami-1"),
        (
            "arn:aws:sns:eu-west-1:123456789012:albums",
            "arn:aws:sns:eu-west-1:123456789012:albums:1d8bf6c1-4f7e-4a35-8f1b-6d4a6b6a2b11",
        ),
        ("arn:aws:ec2:eu-west-1:1:elastic-ip/eipalloc-1", "arn:aws:ec2:eu-west-1:1:eip-allocation/eipalloc-1"),
        ("arn:aws:route53domains:::domain/papermoon.com", "arn:aws:route53:::domain/papermoon.com"),
        ("arn:aws:apigateway:eu-west-1::/apis/abc/stages/live", "arn:aws:apigateway:eu-west-1::apis/abc"),
        (
            "arn:aws:autoscaling:eu-west-1:1:launchConfiguration:9d:launchConfigurationName/old",
            "arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:12:autoScalingGroupName/old",
        ),
        ("arn:aws:logs:eu-west-1:123456789012:log-group:a", "arn:aws:logs:eu-west-1:123456789012:log-group:a:*"),
    ],
)
def test_a_resource_that_both_name_in_their_own_way_is_one(ours: str, theirs: str) -> None:
    assert resource_key(verdict(PASS, ours)) == resource_key(verdict(PASS, theirs))


def test_what_no_account_owns_is_another_in_each_account() -> None:
    shared = "arn:aws:iam::aws:policy/AWSSupportAccess"
    one, other = (Verdict("c", shared, account, "global", PASS) for account in ("123456789012", "222222222222"))
    assert resource_key(one) != resource_key(other)


def test_what_only_one_of_both_has_seen_is_counted_apart() -> None:
    got = compare(
        [verdict(FAIL), verdict(FAIL, "x:1")], [verdict(FAIL), verdict(PASS, "y:2"), verdict(PASS, "z:3")], {}
    )
    assert (got.agreed, got.only_ours.total(), got.only_theirs.total()) == (1, 1, 2)


def test_a_check_that_is_left_out_is_not_compared() -> None:
    assert compare([verdict(PASS)], [verdict(FAIL)], {"c": "moto cannot"}).compared == 0


def test_a_call_that_moto_does_not_know_is_refused_at_once_in_its_own_protocol() -> None:
    doors, addresses = open_doors(("one",))
    session = boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing")

    def refused(service: str, operation: str, **asked: str) -> str:
        client = session.client(service, region_name="eu-west-1", endpoint_url=addresses["one"])
        with pytest.raises(ClientError) as error:
            getattr(client, operation)(**asked)
        return str(error.value.response["Error"]["Code"])

    assert refused("glacier", "get_vault_access_policy", vaultName="a") == "AccessDeniedException"
    assert refused("network-firewall", "list_tls_inspection_configurations") == "AccessDeniedException"
    assert refused("elasticbeanstalk", "describe_configuration_settings", ApplicationName="a") == "AccessDenied"
    assert refused("ec2", "get_image_block_public_access_state") == "UnauthorizedOperation"
    assert refused("lightsail", "get_instances") == "AccessDeniedException"
    calls, _ = doors["one"].empty()
    assert [(call.service, call.supported, call.again, number) for call, number in calls.items()] == [
        ("glacier", False, False, 1),
        ("network-firewall", False, False, 1),
        ("elasticbeanstalk", False, False, 1),
        ("ec2", False, False, 1),
        ("lightsail", False, False, 1),
    ]


def test_what_moto_knows_passes_as_it_is_and_a_question_asked_again_is_told_apart() -> None:
    doors, addresses = open_doors(("one",))
    session = boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing")
    buckets = session.client("s3", region_name="eu-west-1", endpoint_url=addresses["one"])

    def mark(request: AWSPreparedRequest, **_: object) -> None:
        del request.headers["amz-sdk-request"]
        request.headers["amz-sdk-request"] = "attempt=2; max=3"

    buckets.meta.events.register("before-send.s3.HeadBucket", mark)
    with pytest.raises(ClientError) as error:
        buckets.head_bucket(Bucket="nobody-has-made-this")
    assert error.value.response["Error"]["Message"] == "Not Found"
    calls, _ = doors["one"].empty()
    assert [(call.supported, call.again) for call in calls] == [(True, True)]


def test_a_pair_that_asks_two_questions_is_of_two_checks_and_none_names_the_other() -> None:
    with PEER.open(newline="") as file:
        theirs = {row["check"] for row in csv.DictReader(line for line in file if not line.startswith("#"))}
    ours = {path.stem: path.read_text() for path in (PACK / "checks/aws").rglob("*.sql")}
    assert OTHER_QUESTIONS
    for check, other in OTHER_QUESTIONS:
        assert other in theirs
        assert f"prowler:{other}" not in ours[check], f"{check} asks another question than {other}"
    assert ANSWERS_NOTHING.keys() <= theirs
    assert LEFT_OUT.keys() <= {check for check, text in ours.items() if "prowler:" in text}


def test_every_equivalent_that_a_check_names_is_a_check_of_prowler_s() -> None:
    with PEER.open(newline="") as file:
        theirs = {row["check"] for row in csv.DictReader(line for line in file if not line.startswith("#"))}
    named = {
        name for path in (PACK / "checks").rglob("*.sql") for name in re.findall(r"prowler:(\w+)", path.read_text())
    }
    assert len(named) > 300
    assert named - theirs == set()
