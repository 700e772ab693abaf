"""What EC2 does in a region unless somebody says otherwise; one subject a region.

Not every region, partition and endpoint offers each of these settings. Where AWS says that there
is no such thing, ``offers_...`` is FALSE and the setting empty; where it refuses to tell, both
are unread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.collectors.aws.reader import Reader

REGION_SETTINGS = subject_table(
    "aws_ec2_region_settings",
    "EC2's settings for a whole region of an account; one row a region.",
    (
        Column("ebs_encryption_by_default", Type.BOOL, "Whether new volumes and snapshots are encrypted unasked."),
        Column("offers_ebs_default_key", Type.BOOL, "Whether a default key can be asked for here."),
        Column("ebs_default_key", Type.TEXT, "The key that encrypts new volumes when none is named."),
        Column("offers_snapshot_block", Type.BOOL, "Whether public snapshots can be forbidden here."),
        Column(
            "snapshot_block",
            Type.TEXT,
            "What is done about public snapshots: `block-all-sharing`, `block-new-sharing` or `unblocked`.",
        ),
        Column("offers_image_block", Type.BOOL, "Whether public images can be forbidden here."),
        Column("image_block", Type.TEXT, "What is done about public images: `block-new-sharing` or `unblocked`."),
        Column("offers_metadata_defaults", Type.BOOL, "Whether the metadata service has defaults here."),
        Column(
            "metadata_tokens",
            Type.TEXT,
            "What new instances' metadata service asks for: `required`, `optional`; empty where not said.",
        ),
        Column(
            "metadata_endpoint",
            Type.TEXT,
            "Whether new instances' metadata service answers: `enabled`, `disabled`; empty where not said.",
        ),
        Column("metadata_hop_limit", Type.INT, "New instances' hop limit; 0 where the region does not say."),
        Column("offers_serial_console", Type.BOOL, "Whether the serial console exists here."),
        Column("serial_console", Type.BOOL, "Whether people may open instances' serial consoles."),
    ),
    (
        "ec2:GetEbsEncryptionByDefault",
        "ec2:GetEbsDefaultKmsKeyId",
        "ec2:GetSnapshotBlockPublicAccessState",
        "ec2:GetImageBlockPublicAccessState",
        "ec2:GetInstanceMetadataDefaults",
        "ec2:GetSerialConsoleAccessStatus",
    ),
    of="region's settings, `ec2-region:ACCOUNT/REGION`, as AWS has none",
)


def _default_key(answer: dict[str, Any]) -> dict[str, object]:
    return {"ebs_default_key": answer.get("KmsKeyId", "")}


def _snapshot_block(answer: dict[str, Any]) -> dict[str, object]:
    return {"snapshot_block": answer.get("State", "")}


def _image_block(answer: dict[str, Any]) -> dict[str, object]:
    return {"image_block": answer.get("ImageBlockPublicAccessState", "")}


def _metadata_defaults(answer: dict[str, Any]) -> dict[str, object]:
    # AWS leaves out what nobody has set, and writes -1 or no-preference for what was unset again.
    said = {key: value for key, value in (answer.get("AccountLevel") or {}).items() if value != "no-preference"}
    return {
        "metadata_tokens": said.get("HttpTokens", ""),
        "metadata_endpoint": said.get("HttpEndpoint", ""),
        "metadata_hop_limit": max(said.get("HttpPutResponseHopLimit", 0), 0),
    }


def _serial_console(answer: dict[str, Any]) -> dict[str, object]:
    return {"serial_console": bool(answer.get("SerialConsoleAccessEnabled", False))}


#: Settings that not every endpoint offers: the column that says so, the call, what it fills.
_OFFERS: tuple[tuple[str, str, Callable[[dict[str, Any]], dict[str, object]]], ...] = (
    ("offers_ebs_default_key", "get_ebs_default_kms_key_id", _default_key),
    ("offers_snapshot_block", "get_snapshot_block_public_access_state", _snapshot_block),
    ("offers_image_block", "get_image_block_public_access_state", _image_block),
    ("offers_metadata_defaults", "get_instance_metadata_defaults", _metadata_defaults),
    ("offers_serial_console", "get_serial_console_access_status", _serial_console),
)


def _collect(reader: Reader) -> None:
    arn = f"ec2-region:{reader.account_id}/{reader.region}"
    row: dict[str, object] = {"arn": arn, "name": f"EC2 in {reader.region}"}
    with reader.reading(REGION_SETTINGS):
        with reader.part(REGION_SETTINGS, subject=arn):
            answer = reader.ask("ec2", "get_ebs_encryption_by_default")
            row["ebs_encryption_by_default"] = bool(answer.get("EbsEncryptionByDefault", False))
        for offers, operation, columns in _OFFERS:
            with reader.part(REGION_SETTINGS, subject=arn):
                offered = reader.offered("ec2", operation)
                row |= {offers: offered is not None, **columns(offered or {})}
        reader.rows(REGION_SETTINGS, [row])


SERVICE = Service("ec2 region", Scope.REGION, (REGION_SETTINGS,), _collect)
