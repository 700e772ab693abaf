"""GuardDuty: whether each region is watched for attacks. One subject a region, detector or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

_CALLS = ("guardduty:ListDetectors", "guardduty:GetDetector")

DETECTOR = subject_table(
    "aws_guardduty_detector",
    "GuardDuty's detector in a region; one row a region, also where there is none.",
    (
        Column("has_detector", Type.BOOL, "Whether the region has a detector."),
        Column("detector_id", Type.TEXT, "The detector's id; empty where there is none."),
        Column("enabled", Type.BOOL, "Whether it is watching."),
        Column("publishing_frequency", Type.TEXT, "How often it tells of what goes on; empty where there is none."),
        TAGS,
    ),
    _CALLS,
    of="region's detector, `guardduty-detector:ACCOUNT/REGION`, which stays the same when a detector is made",
)

FEATURE = child_table(
    "aws_guardduty_detector_feature",
    "What a detector watches beyond its foundations, one row a feature; none where there is no detector.",
    (
        Column(
            "feature", Type.TEXT, "GuardDuty's name for it: `S3_DATA_EVENTS`, `EKS_AUDIT_LOGS`, `RDS_LOGIN_EVENTS` ..."
        ),
        Column("enabled", Type.BOOL, "Whether it is on."),
    ),
    _CALLS,
    parent=DETECTOR,
    key=("detector_arn", "feature"),
)


def _features(answer: dict[str, Any]) -> dict[str, bool]:
    """Return which features are on; the older list of data sources says what the newer leaves out."""
    sources = answer.get("DataSources") or {}
    said = {
        "CLOUD_TRAIL": sources.get("CloudTrail"),
        "DNS_LOGS": sources.get("DNSLogs"),
        "FLOW_LOGS": sources.get("FlowLogs"),
        "S3_DATA_EVENTS": sources.get("S3Logs"),
        "EKS_AUDIT_LOGS": (sources.get("Kubernetes") or {}).get("AuditLogs"),
        "EBS_MALWARE_PROTECTION": (
            (sources.get("MalwareProtection") or {}).get("ScanEc2InstanceWithFindings") or {}
        ).get("EbsVolumes"),
    }
    features = {feature: source.get("Status") == "ENABLED" for feature, source in said.items() if source}
    return features | {one["Name"]: one.get("Status") == "ENABLED" for one in answer.get("Features") or ()}


def _collect(reader: Reader) -> None:
    arn = f"guardduty-detector:{reader.account_id}/{reader.region}"
    with reader.reading(DETECTOR, FEATURE):
        # A region has one detector or none.
        detector = next(iter(list(reader.pages("guardduty", "list_detectors", "DetectorIds"))), "")
        row: dict[str, object] = {
            "arn": arn,
            "name": f"GuardDuty in {reader.region}",
            "has_detector": bool(detector),
            "detector_id": detector,
        }
        if not detector:
            row |= {"enabled": False, "publishing_frequency": "", "tags": {}}
        with reader.part(DETECTOR, FEATURE, subject=arn):
            answer = reader.ask("guardduty", "get_detector", DetectorId=detector) if detector else {}
            if detector:
                row |= {
                    "enabled": answer.get("Status") == "ENABLED",
                    "publishing_frequency": answer.get("FindingPublishingFrequency", ""),
                    "tags": answer.get("Tags") or {},
                }
            features = _features(answer)
            reader.rows(
                FEATURE, [{"detector_arn": arn, "feature": one, "enabled": on} for one, on in sorted(features.items())]
            )
        reader.rows(DETECTOR, [row])


SERVICE = Service("guardduty", Scope.REGION, (DETECTOR, FEATURE), _collect)
