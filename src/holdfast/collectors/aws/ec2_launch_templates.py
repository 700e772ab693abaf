"""EC2's launch templates in the versions that count, and key pairs. What user data says is never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, name, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

TEMPLATE = subject_table(
    "aws_ec2_launch_template",
    "Launch templates: how instances start.",
    (
        Column("launch_template_id", Type.TEXT, "The template's id."),
        Column("created_at", Type.TIME, "When it was made."),
        Column("default_version", Type.INT, "The version that is used where none is named."),
        Column("latest_version", Type.INT, "The newest version."),
        TAGS,
    ),
    ("ec2:DescribeLaunchTemplates",),
    of="launch template",
)

VERSION = child_table(
    "aws_ec2_launch_template_version",
    "Launch templates' default and newest versions.",
    (
        Column("version", Type.INT, "The version's number."),
        Column("is_default", Type.BOOL, "Whether it is used where none is named."),
        Column("image_id", Type.TEXT, "The image; empty if not said."),
        Column("public_ip", Type.TEXT, "Whether instances get public addresses: `yes`, `no`, or `subnet` decides."),
        Column("metadata_tokens", Type.TEXT, "`required` (IMDSv2), `optional`; or empty: the image or region decides."),
        Column("metadata_endpoint", Type.TEXT, "Whether the metadata service answers: `enabled`, `disabled` or empty."),
        Column("has_user_data", Type.BOOL, "Whether instances are given a script at start."),
        Column("key_name", Type.TEXT, "The SSH key pair; empty if none."),
        Column("volumes_unencrypted", Type.BOOL, "Whether it says of any volume that it is not encrypted."),
    ),
    ("ec2:DescribeLaunchTemplateVersions",),
    parent=TEMPLATE,
    key=("launch_template_arn", "version"),
)

KEY_PAIR = subject_table(
    "aws_ec2_key_pair",
    "SSH key pairs that instances can be started with; never the keys.",
    (
        Column("key_pair_id", Type.TEXT, "The key pair's id."),
        Column("type", Type.TEXT, "`rsa` or `ed25519`."),
        Column("created_at", Type.TIME, "When it was made or imported."),
        TAGS,
    ),
    ("ec2:DescribeKeyPairs",),
    of="key pair",
)


def _collect(reader: Reader) -> None:
    with reader.reading(TEMPLATE, VERSION):
        templates = list(reader.pages("ec2", "describe_launch_templates", "LaunchTemplates"))
        reader.rows(TEMPLATE, [_template_row(reader, one) for one in templates])
        if templates:
            # Without a template's name, AWS gives these versions of every template of the account.
            versions = reader.pages(
                "ec2", "describe_launch_template_versions", "LaunchTemplateVersions", Versions=["$Latest", "$Default"]
            )
            rows = {(one["LaunchTemplateId"], one["VersionNumber"]): _version_row(reader, one) for one in versions}
            reader.rows(VERSION, rows.values())
    with reader.reading(KEY_PAIR):
        reader.rows(
            KEY_PAIR, (_key_pair_row(reader, one) for one in reader.pages("ec2", "describe_key_pairs", "KeyPairs"))
        )


def _arn(reader: Reader, template: Mapping[str, Any]) -> str:
    return reader.arn("ec2", f"launch-template/{template['LaunchTemplateId']}")


def _template_row(reader: Reader, template: Mapping[str, Any]) -> dict[str, object]:
    return {
        "arn": _arn(reader, template),
        "name": template["LaunchTemplateName"],
        "launch_template_id": template["LaunchTemplateId"],
        "created_at": utc(template["CreateTime"]),
        "default_version": template["DefaultVersionNumber"],
        "latest_version": template["LatestVersionNumber"],
        "tags": tags(template.get("Tags")),
    }


def _version_row(reader: Reader, version: Mapping[str, Any]) -> dict[str, object]:
    said = version.get("LaunchTemplateData") or {}
    metadata = said.get("MetadataOptions") or {}
    volumes = [one.get("Ebs") or {} for one in said.get("BlockDeviceMappings") or ()]
    return {
        "launch_template_arn": _arn(reader, version),
        "version": version["VersionNumber"],
        "is_default": bool(version.get("DefaultVersion")),
        "image_id": said.get("ImageId", ""),
        "public_ip": _public_ip(said),
        "metadata_tokens": metadata.get("HttpTokens", ""),
        "metadata_endpoint": metadata.get("HttpEndpoint", ""),
        "has_user_data": bool(said.get("UserData")),
        "key_name": said.get("KeyName", ""),
        "volumes_unencrypted": any(one.get("Encrypted") is False for one in volumes),
    }


def _public_ip(said: Mapping[str, Any]) -> str:
    asked = {one.get("AssociatePublicIpAddress") for one in said.get("NetworkInterfaces") or ()}
    return "yes" if True in asked else "no" if False in asked else "subnet"


def _key_pair_row(reader: Reader, pair: dict[str, Any]) -> dict[str, object]:
    return {
        "arn": reader.arn("ec2", f"key-pair/{pair['KeyPairId']}"),
        "name": name(pair, pair["KeyName"]),
        "key_pair_id": pair["KeyPairId"],
        "type": pair.get("KeyType", ""),
        "created_at": utc(pair["CreateTime"]) if pair.get("CreateTime") else None,
        "tags": tags(pair.get("Tags")),
    }


SERVICE = Service("ec2 launch templates", Scope.REGION, (TEMPLATE, VERSION, KEY_PAIR), _collect)
