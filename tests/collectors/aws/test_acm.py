"""Certificates are what boto3 describes; refused calls cost their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refusals import Refusals

from holdfast.collectors.aws.acm import CERTIFICATE, SERVICE
from holdfast.collectors.aws.dates import utc

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"


def seed(aws: SimulatedAws) -> Any:
    """Request a certificate that waits, and one whose key is not RSA; return the client."""
    client = aws.seed.client("acm", region_name=REGION)
    client.request_certificate(
        DomainName="papermoon.example",
        SubjectAlternativeNames=["www.papermoon.example"],
        ValidationMethod="DNS",
        Options={"CertificateTransparencyLoggingPreference": "DISABLED"},
        Tags=[{"Key": "service", "Value": "Zoë 🚀"}],
    )
    client.request_certificate(DomainName="api.papermoon.example", KeyAlgorithm="EC_prime256v1")
    return client


def test_certificates_are_what_boto3_describes(aws: SimulatedAws) -> None:
    client = seed(aws)
    got = aws.collect([SERVICE])
    assert got.unread() == []
    assert {row["name"] for row in got.rows(CERTIFICATE)} == {"papermoon.example", "api.papermoon.example"}
    for row in got.rows(CERTIFICATE):
        told = client.describe_certificate(CertificateArn=row["arn"])["Certificate"]
        assert (row["status"], row["type"], row["in_use"]) == (told["Status"], told["Type"], bool(told["InUseBy"]))
        assert row["key_algorithm"] == told["KeyAlgorithm"].replace("-", "_")
        assert row["alternative_names"] == sorted(told["SubjectAlternativeNames"])
        assert row["expires_at"] == (utc(told["NotAfter"]) if "NotAfter" in told else None)
        assert row["has_end"] is ("NotAfter" in told)
    ours = got.row(CERTIFICATE, name="papermoon.example")
    assert (ours["is_logged_publicly"], ours["tags"]) == (False, {"service": "Zoë 🚀"})


def test_a_refused_call_costs_its_own_and_nothing_else(aws: SimulatedAws) -> None:
    seed(aws)
    columns = frozenset(column.name for column in CERTIFICATE)
    Refusals(
        SERVICE,
        lists={"acm:ListCertificates": (CERTIFICATE,)},
        details={
            "acm:DescribeCertificate": {
                CERTIFICATE: columns - {"arn", "name", "account_id", "region", "domain_name", "tags"}
            },
            "acm:ListTagsForCertificate": {CERTIFICATE: frozenset({"tags"})},
        },
        gone={
            "acm:DescribeCertificate": "ResourceNotFoundException",
            "acm:ListTagsForCertificate": "ResourceNotFoundException",
        },
    ).hold(aws)
