"""Plain words for what is stored: kinds of subjects, counts, dates."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_ACRONYMS = {
    word.lower(): word
    for word in (
        "ACL", "API", "CloudTrail", "CloudWatch", "DynamoDB", "EBS", "EC2", "ECR", "GuardDuty", "IAM", "KMS", "MFA",
        "RDS", "S3", "SNS", "SQS", "VPC", "ISMS",
    )
} | {
    "secretsmanager": "Secrets Manager", "logs": "CloudWatch", "acm": "ACM", "apigateway": "API Gateway",
    "apigatewayv2": "API Gateway", "autoscaling": "Auto Scaling", "cloudfront": "CloudFront", "dax": "DAX",
    "dms": "DMS", "ecs": "ECS", "efs": "EFS", "eks": "EKS", "elasticache": "ElastiCache", "elb": "Classic",
    "elbv2": "Elastic", "emr": "EMR", "eventbridge": "EventBridge", "fsx": "FSx", "memorydb": "MemoryDB", "mq": "MQ",
    "msk": "MSK", "opensearch": "OpenSearch", "rest": "REST", "route53": "Route 53", "ses": "SES",
    "stepfunctions": "Step Functions", "wafv2": "WAF", "vpn": "VPN",
}  # fmt: skip
_CALLED = {"org_assurance": "Certificate or report", "org_account": "Sign-in account"}
#: Findings that other tools found, by the form of their files.
_IMPORTED = {"asff": "Security Hub findings", "ocsf": "OCSF findings", "sarif": "SARIF findings"}
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_RECENT_DAYS = 14
#: A day that could be one; not a part of a name such as ``backup-2026-11-14-x``.
_DATE = re.compile(r"(?<![\w./:-])20\d\d-\d\d-\d\d(?![\w/:-])")


def kind_words(kind: str) -> str:
    """Return ``S3 bucket`` for ``aws_s3_bucket``."""
    if kind in _CALLED:
        return _CALLED[kind]
    words = [_ACRONYMS.get(word, word) for word in kind.removeprefix("aws_").removeprefix("org_").split("_") if word]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def source_words(source: str) -> str:
    """Return what people call a source: ``AWS`` for ``aws``."""
    known = {
        "aws": "AWS",
        "backstage": "Service catalogue",
        "company": "Company files",
        "records": "Records",
    } | _IMPORTED
    return known.get(source, source)


def counted(number: int, one: str, many: str = "") -> str:
    """Return ``1 finding`` or ``1,204 findings``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def moment(value: datetime | int | None) -> datetime | None:
    """Return an aware datetime of a datetime or of epoch seconds; None for nothing."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromtimestamp(value, UTC) if value else None


def day(value: date | int | None) -> str:
    """Return ``14 Nov 2026``; empty for nothing."""
    at = moment(value) if isinstance(value, int | datetime) else value
    return f"{at.day} {at:%b %Y}" if at else ""


def dated(text: str) -> str:
    """Return a sentence with its dates as people write them: ``on 14 Nov 2026`` for ``on 2026-11-14``."""
    return _DATE.sub(_as_day, text)


def _as_day(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:  # digits that look like a day and are none
        return found[0]


def minute(value: datetime | int | None) -> str:
    """Return ``14 Nov 2026, 09:30 UTC``; empty for nothing."""
    at = moment(value)
    return f"{day(at)}, {at:%H:%M} UTC" if at else ""


def ago(value: datetime | None, now: datetime) -> str:
    """Return ``14 min ago``, for freshness only: reasons and results state dates."""
    if value is None:
        return "never"
    seconds = max(int((now - value).total_seconds()), 0)
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min ago"
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR} h ago"
    if seconds < _RECENT_DAYS * _DAY:
        return f"{seconds // _DAY} days ago"
    return f"on {day(value)}"
