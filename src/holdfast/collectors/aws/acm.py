"""Certificates of Certificate Manager: until when they hold, with which keys, and whether they renew by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

CERTIFICATE = subject_table(
    "aws_acm_certificate",
    "Certificates in Certificate Manager, issued there or imported.",
    (
        Column("domain_name", Type.TEXT, "The first name that it is for."),
        Column("alternative_names", Type.TEXTS, "All names that it is for."),
        Column("status", Type.TEXT, "`ISSUED`, `PENDING_VALIDATION`, `EXPIRED`, `REVOKED`, `FAILED` ..."),
        Column("type", Type.TEXT, "`AMAZON_ISSUED`, `IMPORTED` or `PRIVATE`."),
        Column("key_algorithm", Type.TEXT, "Its key, such as `RSA_2048` or `EC_prime256v1`."),
        Column("signature_algorithm", Type.TEXT, "Its signature, such as `SHA256WITHRSA`; empty until issued."),
        Column("has_end", Type.BOOL, "Whether it has been issued, and so has an end."),
        Column("expires_at", Type.TIME, "When it ends; NULL unless `has_end`."),
        Column("in_use", Type.BOOL, "Whether anything of AWS shows it."),
        Column("in_use_by", Type.TEXTS, "The ARNs of what shows it."),
        Column("renews_by_itself", Type.BOOL, "Whether AWS may renew it; never so for what was imported."),
        Column("renewal_status", Type.TEXT, "How the last renewal went, such as `SUCCESS`; empty if there was none."),
        Column("is_logged_publicly", Type.BOOL, "Whether it stands in the public transparency logs."),
        TAGS,
    ),
    ("acm:ListCertificates", "acm:DescribeCertificate", "acm:ListTagsForCertificate"),
    of="certificate",
)

_GONE = ("ResourceNotFoundException",)
#: Without this list, ListCertificates leaves out all but RSA with 1,024 and 2,048 bits.
_KEYS = (
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
)


def _collect(reader: Reader) -> None:
    with reader.reading(CERTIFICATE):
        listed = reader.pages("acm", "list_certificates", "CertificateSummaryList", Includes={"keyTypes": list(_KEYS)})
        reader.each(lambda one: _certificate(reader, one), listed)


def _certificate(reader: Reader, listed: Mapping[str, Any]) -> None:
    arn = listed["CertificateArn"]
    row: dict[str, object] = {"arn": arn, "name": listed["DomainName"], "domain_name": listed["DomainName"]}
    with reader.part(CERTIFICATE, subject=arn):
        said = reader.ask("acm", "describe_certificate", gone=_GONE, CertificateArn=arn)["Certificate"]
        row |= _described(said)
    with reader.part(CERTIFICATE, subject=arn):
        answer = reader.ask("acm", "list_tags_for_certificate", gone=_GONE, CertificateArn=arn)
        row["tags"] = tags(answer.get("Tags"))
    reader.rows(CERTIFICATE, [row])


def _described(said: Mapping[str, Any]) -> dict[str, object]:
    users = sorted(said.get("InUseBy") or ())
    end = said.get("NotAfter")
    return {
        "alternative_names": sorted(said.get("SubjectAlternativeNames") or ()),
        "status": said["Status"],
        "type": said["Type"],
        # AWS describes with a hyphen what it lists with an underscore.
        "key_algorithm": said.get("KeyAlgorithm", "").replace("-", "_"),
        "signature_algorithm": said.get("SignatureAlgorithm", ""),
        "has_end": end is not None,
        "expires_at": utc(end) if end else None,
        "in_use": bool(users),
        "in_use_by": users,
        "renews_by_itself": said["Type"] != "IMPORTED" and said.get("RenewalEligibility") == "ELIGIBLE",
        "renewal_status": (said.get("RenewalSummary") or {}).get("RenewalStatus", ""),
        "is_logged_publicly": (said.get("Options") or {}).get("CertificateTransparencyLoggingPreference", "ENABLED")
        == "ENABLED",
    }


SERVICE = Service("acm", Scope.REGION, (CERTIFICATE,), _collect)
