"""CloudFront: distributions, where they fetch from, how they answer, and whether requests are logged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table, tags
from holdfast.collectors.aws.shared_calls import Once, page_by_page
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

DISTRIBUTION = subject_table(
    "aws_cloudfront_distribution",
    "CloudFront distributions.",
    (
        Column("distribution_id", Type.TEXT, "The distribution's id."),
        Column("domain_name", Type.TEXT, "Its name under `cloudfront.net`."),
        Column("aliases", Type.TEXTS, "The names of one's own under which it answers; empty if none."),
        Column("has_aliases", Type.BOOL, "Whether there are any."),
        Column("enabled", Type.BOOL, "Whether it answers."),
        Column("web_acl_arn", Type.TEXT, "The web ACL (WAF) before it; empty if none."),
        Column("uses_own_certificate", Type.BOOL, "Whether it shows a certificate of one's own, not CloudFront's."),
        Column("certificate_arn", Type.TEXT, "That certificate's ARN or id; empty if none."),
        Column("minimum_protocol", Type.TEXT, "The oldest TLS that it speaks with visitors, such as `TLSv1.2_2021`."),
        Column("geo_restriction", Type.TEXT, "`none`, `whitelist` or `blacklist`."),
        Column("has_failover", Type.BOOL, "Whether any group of origins stands in for one another."),
        Column("default_root_object", Type.TEXT, "What is answered for `/`; empty if not said."),
        Column("logs_to_bucket", Type.BOOL, "Whether requests are logged to S3 as of old."),
        Column("logs_delivered", Type.BOOL, "Whether its access logs are delivered through CloudWatch's deliveries."),
        TAGS,
    ),
    (
        "cloudfront:ListDistributions",
        "cloudfront:GetDistributionConfig",
        "cloudfront:ListTagsForResource",
        "logs:DescribeDeliverySources",
        "logs:DescribeDeliveries",
    ),
    of="distribution",
    scope=Scope.GLOBAL,
)

ORIGIN = child_table(
    "aws_cloudfront_origin",
    "Where distributions fetch from.",
    (
        Column("origin_id", Type.TEXT, "The origin's id in the distribution."),
        Column("domain_name", Type.TEXT, "The origin's name."),
        Column("kind", Type.TEXT, "`s3` (a bucket), `s3_website`, `vpc` (private) or `custom`."),
        Column("bucket", Type.TEXT, "The bucket; empty if it is none."),
        Column("bucket_arn", Type.TEXT, "The bucket's ARN; empty if it is none."),
        Column("has_access_control", Type.BOOL, "Whether CloudFront signs its requests (OAC)."),
        Column("has_access_identity", Type.BOOL, "Whether it shows an identity, the older way (OAI)."),
        Column("protocol_policy", Type.TEXT, "`https-only`, `http-only` or `match-viewer`; empty for buckets."),
        Column("tls_protocols", Type.TEXTS, "Which TLS it speaks with the origin; empty for buckets."),
    ),
    ("cloudfront:ListDistributions",),
    parent=DISTRIBUTION,
    key=("distribution_arn", "origin_id"),
)

BEHAVIOR = child_table(
    "aws_cloudfront_behavior",
    "How distributions answer, by path.",
    (
        Column("path_pattern", Type.TEXT, "The paths; `*` for the default."),
        Column("origin_id", Type.TEXT, "The origin, or the group of origins, that is asked."),
        Column("origin_kind", Type.TEXT, "What kind of origin that is; of a group, its first."),
        Column("viewer_protocol_policy", Type.TEXT, "`https-only`, `redirect-to-https` or `allow-all`."),
        Column("allowed_methods", Type.TEXTS, "The methods that visitors may use."),
        Column("asks_for_signature", Type.BOOL, "Whether only signed addresses or cookies are answered."),
        Column("has_realtime_logs", Type.BOOL, "Whether requests are logged in real time."),
        Column("has_field_encryption", Type.BOOL, "Whether fields of forms are encrypted at the edge."),
        Column("response_headers_policy_id", Type.TEXT, "The policy that adds headers to answers; empty if none."),
        Column("hsts_seconds", Type.INT, "For how long that policy has browsers insist on HTTPS; 0 if not."),
        Column("sends_content_security_policy", Type.BOOL, "Whether it sends a Content-Security-Policy."),
    ),
    ("cloudfront:ListDistributions", "cloudfront:ListResponseHeadersPolicies"),
    parent=DISTRIBUTION,
    key=("distribution_arn", "path_pattern"),
)

_GONE = ("NoSuchDistribution", "NoSuchResource")
#: What stands before the region in the names of buckets and of buckets' websites.
_BUCKET = re.compile(r"^(?P<bucket>.+)\.s3(?P<website>-website)?[.-](?:[a-z0-9.-]+\.)?amazonaws\.com(?:\.cn)?$")

_Policies = dict[str, dict[str, Any]]


def _collect(reader: Reader) -> None:
    with reader.reading(DISTRIBUTION, ORIGIN, BEHAVIOR):
        policies = Once(lambda: _policies(reader))
        delivered = Once(lambda: _delivered(reader))
        listed = page_by_page(
            lambda marker: reader.ask("cloudfront", "list_distributions", gone=(), **_from(marker)),
            "DistributionList.Items",
            "DistributionList.NextMarker",
        )
        reader.each(lambda one: _distribution(reader, one, policies, delivered), listed)


def _from(marker: str) -> dict[str, Any]:
    return {"Marker": marker} if marker else {}


def _policies(reader: Reader) -> _Policies:
    """Return the policies that add headers to answers, AWS's own included, by id."""
    listed = page_by_page(
        lambda marker: reader.offered("cloudfront", "list_response_headers_policies", **_from(marker)),
        "ResponseHeadersPolicyList.Items",
        "ResponseHeadersPolicyList.NextMarker",
    )
    return {one["ResponseHeadersPolicy"]["Id"]: one["ResponseHeadersPolicy"] for one in listed}


def _delivered(reader: Reader) -> frozenset[str]:
    """Return the distributions whose access logs are delivered to a place."""
    sources = list(reader.pages("logs", "describe_delivery_sources", "deliverySources"))
    live = {one["deliverySourceName"] for one in reader.pages("logs", "describe_deliveries", "deliveries")}
    return frozenset(
        arn
        for source in sources
        if source["name"] in live and source.get("logType") == "ACCESS_LOGS"
        for arn in source.get("resourceArns") or ()
    )


def _distribution(
    reader: Reader, listed: Mapping[str, Any], policies: Once[_Policies], delivered: Once[frozenset[str]]
) -> None:
    arn = listed["ARN"]
    row = _row(listed)
    with reader.part(DISTRIBUTION, subject=arn):
        said = reader.ask("cloudfront", "get_distribution_config", gone=_GONE, Id=listed["Id"])["DistributionConfig"]
        row["default_root_object"] = said.get("DefaultRootObject", "")
        row["logs_to_bucket"] = bool((said.get("Logging") or {}).get("Enabled"))
    with reader.part(DISTRIBUTION, subject=arn):
        row["logs_delivered"] = arn in delivered()
    with reader.part(DISTRIBUTION, subject=arn):
        answer = reader.ask("cloudfront", "list_tags_for_resource", gone=_GONE, Resource=arn)
        row["tags"] = tags(answer["Tags"].get("Items"))
    reader.rows(DISTRIBUTION, [row])
    reader.rows(ORIGIN, [_origin_row(reader, arn, one) for one in _items(listed, "Origins")])
    kinds = _kinds(listed)
    default = {**listed["DefaultCacheBehavior"], "PathPattern": "*"}
    for behavior in (default, *_items(listed, "CacheBehaviors")):
        reader.rows(BEHAVIOR, [_behavior_row(reader, arn, behavior, kinds, policies)])


def _items(said: Mapping[str, Any], name: str) -> list[Any]:
    """Return CloudFront's way of writing a list."""
    return list((said.get(name) or {}).get("Items") or ())


def _row(listed: Mapping[str, Any]) -> dict[str, object]:
    aliases = sorted(_items(listed, "Aliases"))
    certificate = listed.get("ViewerCertificate") or {}
    return {
        "arn": listed["ARN"],
        "name": aliases[0] if aliases else listed["DomainName"],
        "distribution_id": listed["Id"],
        "domain_name": listed["DomainName"],
        "aliases": aliases,
        "has_aliases": bool(aliases),
        "enabled": bool(listed.get("Enabled")),
        "web_acl_arn": listed.get("WebACLId", ""),
        "uses_own_certificate": not certificate.get("CloudFrontDefaultCertificate", False),
        "certificate_arn": certificate.get("ACMCertificateArn") or certificate.get("IAMCertificateId") or "",
        "minimum_protocol": certificate.get("MinimumProtocolVersion", ""),
        "geo_restriction": ((listed.get("Restrictions") or {}).get("GeoRestriction") or {}).get(
            "RestrictionType", "none"
        ),
        "has_failover": bool(_items(listed, "OriginGroups")),
    }


def _origin_row(reader: Reader, arn: str, origin: Mapping[str, Any]) -> dict[str, object]:
    custom = origin.get("CustomOriginConfig") or {}
    found = _BUCKET.match(origin["DomainName"])
    bucket = found["bucket"] if found else ""
    return {
        "distribution_arn": arn,
        "origin_id": origin["Id"],
        "domain_name": origin["DomainName"],
        "kind": _kind(origin),
        "bucket": bucket,
        "bucket_arn": f"arn:{reader.partition}:s3:::{bucket}" if bucket else "",
        "has_access_control": bool(origin.get("OriginAccessControlId")),
        "has_access_identity": bool((origin.get("S3OriginConfig") or {}).get("OriginAccessIdentity")),
        "protocol_policy": custom.get("OriginProtocolPolicy", ""),
        "tls_protocols": sorted(_items(custom, "OriginSslProtocols")),
    }


def _kind(origin: Mapping[str, Any]) -> str:
    found = _BUCKET.match(origin["DomainName"])
    if found:
        return "s3_website" if found["website"] else "s3"
    return "vpc" if origin.get("VpcOriginConfig") else "custom"


def _kinds(listed: Mapping[str, Any]) -> dict[str, str]:
    """Return the kind of each origin and, for a group of origins, of its first."""
    kinds = {one["Id"]: _kind(one) for one in _items(listed, "Origins")}
    return kinds | {
        group["Id"]: kinds[_items(group, "Members")[0]["OriginId"]] for group in _items(listed, "OriginGroups")
    }


def _behavior_row(
    reader: Reader, arn: str, behavior: Mapping[str, Any], kinds: Mapping[str, str], policies: Once[_Policies]
) -> dict[str, object]:
    policy = behavior.get("ResponseHeadersPolicyId") or ""
    signers = [behavior.get("TrustedSigners") or {}, behavior.get("TrustedKeyGroups") or {}]
    row: dict[str, object] = {
        "distribution_arn": arn,
        "path_pattern": behavior["PathPattern"],
        "origin_id": behavior.get("TargetOriginId", ""),
        "origin_kind": kinds.get(behavior.get("TargetOriginId", ""), ""),
        "viewer_protocol_policy": behavior.get("ViewerProtocolPolicy", ""),
        "allowed_methods": sorted(_items(behavior, "AllowedMethods")),
        "asks_for_signature": any(one.get("Enabled") for one in signers),
        "has_realtime_logs": bool(behavior.get("RealtimeLogConfigArn")),
        "has_field_encryption": bool(behavior.get("FieldLevelEncryptionId")),
        "response_headers_policy_id": policy,
    }
    with reader.part(BEHAVIOR, subject=arn):
        row |= _headers(policies()[policy] if policy else {})
    return row


def _headers(policy: Mapping[str, Any]) -> dict[str, object]:
    security = (policy.get("ResponseHeadersPolicyConfig") or {}).get("SecurityHeadersConfig") or {}
    return {
        "hsts_seconds": (security.get("StrictTransportSecurity") or {}).get("AccessControlMaxAgeSec", 0),
        "sends_content_security_policy": bool(security.get("ContentSecurityPolicy")),
    }


SERVICE = Service("cloudfront", Scope.GLOBAL, (DISTRIBUTION, ORIGIN, BEHAVIOR), _collect)
