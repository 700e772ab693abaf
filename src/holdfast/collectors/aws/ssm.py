"""Systems Manager: documents and whom they are shared with, parameters' kinds, and how machines are patched.

What documents and parameters say is never read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.collectors.aws.shared_calls import ask_in_batches
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

DOCUMENT = subject_table(
    "aws_ssm_document",
    "Systems Manager documents of the account's own: what is run on machines.",
    (
        Column("type", Type.TEXT, "`Command`, `Automation`, `Session` ..."),
        Column("is_public", Type.BOOL, "Whether every AWS account may read and run it."),
        Column("shared_with", Type.TEXTS, "The accounts that it is shared with; empty if none."),
        TAGS,
    ),
    ("ssm:ListDocuments", "ssm:DescribeDocumentPermission"),
    of="document",
)

PARAMETER = subject_table(
    "aws_ssm_parameter",
    "Parameters of Parameter Store, by what is known without their values.",
    (
        Column("type", Type.TEXT, "`String`, `StringList` or `SecureString`."),
        Column("key_id", Type.TEXT, "The key that encrypts it; empty where it is not encrypted."),
        Column("tier", Type.TEXT, "`Standard` or `Advanced`."),
        Column("modified_at", Type.TIME, "When it was last changed."),
    ),
    ("ssm:DescribeParameters",),
    of="parameter",
)

NODE = subject_table(
    "aws_ssm_managed_node",
    "Machines that Systems Manager looks after, in AWS or elsewhere, and how they are patched.",
    (
        Column("instance_id", Type.TEXT, "The machine's id: `i-...` in EC2, `mi-...` elsewhere."),
        Column("platform", Type.TEXT, "`Linux`, `Windows` or `MacOS`."),
        Column("online", Type.BOOL, "Whether its agent answers."),
        Column("agent_current", Type.BOOL, "Whether its agent is the newest; FALSE also where AWS does not say so."),
        Column("patches_known", Type.BOOL, "Whether it was ever looked at for patches."),
        Column("patches_looked_at", Type.TIME, "When it was last looked at for patches; NULL if never."),
        Column("patches_missing", Type.INT, "How many patches of its baseline are missing; 0 if never looked at."),
        Column("patches_failed", Type.INT, "How many could not be installed; 0 if never looked at."),
        Column("patches_pending_reboot", Type.INT, "How many wait for a restart; 0 if never looked at."),
    ),
    ("ssm:DescribeInstanceInformation", "ssm:DescribeInstancePatchStates"),
    of="machine, `arn:...:managed-instance/ID`, for machines of EC2 too",
)

_GONE = ("InvalidDocument",)
#: DescribeInstancePatchStates takes so many machines at once.
_BATCH = 50


def _collect(reader: Reader) -> None:
    with reader.reading(DOCUMENT):
        own = [{"Key": "Owner", "Values": ["Self"]}]
        documents = reader.pages("ssm", "list_documents", "DocumentIdentifiers", Filters=own)
        reader.each(lambda document: _read_document(reader, document), documents)
    with reader.reading(PARAMETER):
        reader.rows(
            PARAMETER, [_parameter(reader, one) for one in reader.pages("ssm", "describe_parameters", "Parameters")]
        )
    with reader.reading(NODE):
        nodes = list(reader.pages("ssm", "describe_instance_information", "InstanceInformationList"))
        _read_nodes(reader, nodes)


def _read_document(reader: Reader, document: Mapping[str, Any]) -> None:
    arn = reader.arn("ssm", f"document/{document['Name']}")
    row: dict[str, object] = {
        "arn": arn,
        "name": document["Name"],
        "type": document.get("DocumentType", ""),
        "tags": tags(document.get("Tags")),
    }
    with reader.part(DOCUMENT, subject=arn):
        shared = reader.ask(
            "ssm", "describe_document_permission", gone=_GONE, Name=document["Name"], PermissionType="Share"
        )
        accounts = shared.get("AccountIds") or []
        row["is_public"] = "all" in {account.lower() for account in accounts}
        row["shared_with"] = sorted(account for account in accounts if account.lower() != "all")
    reader.rows(DOCUMENT, [row])


def _parameter(reader: Reader, parameter: Mapping[str, Any]) -> dict[str, object]:
    name = parameter["Name"]
    return {
        "arn": reader.arn("ssm", f"parameter/{name.removeprefix('/')}"),
        "name": name,
        "type": parameter["Type"],
        "key_id": parameter.get("KeyId", ""),
        "tier": parameter.get("Tier", "Standard"),
        "modified_at": utc(parameter["LastModifiedDate"]),
    }


def _read_nodes(reader: Reader, nodes: list[Mapping[str, Any]]) -> None:
    by_arn = {reader.arn("ssm", f"managed-instance/{node['InstanceId']}"): node for node in nodes}

    def states(some: list[str]) -> dict[str, Mapping[str, Any]]:
        ids = [by_arn[arn]["InstanceId"] for arn in some]
        listed = reader.pages("ssm", "describe_instance_patch_states", "InstancePatchStates", InstanceIds=ids)
        found = {state["InstanceId"]: state for state in listed}
        return {arn: found.get(by_arn[arn]["InstanceId"], {}) for arn in some}

    said, _ = ask_in_batches(reader, (NODE,), list(by_arn), _BATCH, states)
    reader.rows(NODE, [{"arn": arn, **_node(node), **_patches(said.get(arn))} for arn, node in by_arn.items()])


def _node(node: Mapping[str, Any]) -> dict[str, object]:
    return {
        "name": node.get("Name") or node.get("ComputerName") or node["InstanceId"],
        "instance_id": node["InstanceId"],
        "platform": node.get("PlatformType", ""),
        "online": node.get("PingStatus") == "Online",
        "agent_current": bool(node.get("IsLatestVersion", False)),
    }


def _patches(state: Mapping[str, Any] | None) -> dict[str, object]:
    """Return what a machine's patch state says; nothing where it was not given, {} says that there is none."""
    if state is None:
        return {}
    return {
        "patches_known": bool(state),
        "patches_looked_at": utc(state["OperationEndTime"]) if state.get("OperationEndTime") else None,
        "patches_missing": state.get("MissingCount", 0),
        "patches_failed": state.get("FailedCount", 0),
        "patches_pending_reboot": state.get("InstalledPendingRebootCount", 0),
    }


SERVICE = Service("ssm", Scope.REGION, (DOCUMENT, PARAMETER, NODE), _collect)
