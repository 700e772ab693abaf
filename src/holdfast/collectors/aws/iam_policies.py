"""IAM's policies: what the account's own ones say, and which of all are held by whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws import iam_tables as tables
from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.policies import allows_everything, statement_rows
from holdfast.collectors.aws.reader import UnreadError
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.collectors.aws.reader import Reader
    from holdfast.facts.tables import Table

#: Says of a managed policy's ARN what it says, as statements; raises UnreadError if that is not known.
Document = Callable[[str], list[dict[str, object]]]


def policy_rows(reader: Reader, policy: Mapping[str, Any]) -> None:
    """Add one of the account's own policies and its statements."""
    row: dict[str, object] = {
        "arn": policy["Arn"],
        "name": policy["Arn"].rpartition("/")[2],
        "path": policy["Path"],
        "created_at": utc(policy["CreateDate"]),
        "updated_at": utc(policy["UpdateDate"]),
        "attachments": policy["AttachmentCount"],
        "boundaries": policy.get("PermissionsBoundaryUsageCount") or 0,
        "default_version": policy["DefaultVersionId"],
    }
    with reader.part(tables.POLICY, subject=policy["Arn"]):
        tags = reader.pages("iam", "list_policy_tags", "Tags", gone=("NoSuchEntity",), PolicyArn=policy["Arn"])
        row["tags"] = {tag["Key"]: tag["Value"] for tag in tags}
    reader.rows(tables.POLICY, [row])
    with reader.part(tables.POLICY_STATEMENT, subject=policy["Arn"]):
        reader.rows(tables.POLICY_STATEMENT, statement_rows("policy_arn", policy["Arn"], _in_force(policy)))


def managed_documents(reader: Reader, own: Iterable[Mapping[str, Any]], bounds: Iterable[str]) -> Document:
    """Return what says of a managed policy (own, or AWS's and in use) what it says.

    ``bounds`` are the ARNs of the policies that bound somebody: AWS lists those apart.
    """
    known: dict[str, list[dict[str, object]] | UnreadError] = {}
    unlisted = UnreadError(State.FAILED, "the policy was attached while it was being read; the next run will know it")
    for policy in own:
        known[policy["Arn"]] = _said(partial(_in_force, policy))
    usages = ["PermissionsPolicy"]
    if any(arn.split(":")[4] == "aws" for arn in bounds):
        usages.append("PermissionsBoundary")
    try:
        for usage in usages:
            for policy in reader.pages(
                "iam", "list_policies", "Policies", Scope="AWS", OnlyAttached=True, PolicyUsageFilter=usage
            ):
                arn, version = policy["Arn"], policy["DefaultVersionId"]
                if arn not in known:
                    known[arn] = _said(partial(_fetched, reader, arn, version))
    except UnreadError as unread:
        unlisted = unread

    def document(arn: str) -> list[dict[str, object]]:
        said = known.get(arn, unlisted)
        if isinstance(said, UnreadError):
            raise said
        return said

    return document


def hold_policies(
    reader: Reader,
    holder: Mapping[str, Any],
    inline: Iterable[Mapping[str, Any]],
    into: tuple[Table, Table, Table],
    document: Document,
) -> None:
    """Add the policies that a user, group or role (``holder``) holds, and what its inline ones say.

    ``into`` are the kind's tables: its own, of the policies held, and of the inline ones' statements.
    What allows_everything could not be read of is the holder's own part: the policy's row is there.
    """
    own, held, statements = into
    arn, column = holder["Arn"], held.subject
    for policy in inline:
        row: dict[str, object] = {
            column: arn,
            "policy_name": policy["PolicyName"],
            "policy_arn": "",
            "is_inline": True,
            "is_aws_managed": False,
        }
        with reader.part(own, statements, subject=arn):
            said = statement_rows(column, arn, policy["PolicyDocument"])
            row["allows_everything"] = allows_everything(said)
            reader.rows(statements, [{**one, "policy_name": policy["PolicyName"]} for one in said])
        reader.rows(held, [row])
    for policy in holder.get("AttachedManagedPolicies") or ():
        row = {
            column: arn,
            "policy_name": policy["PolicyName"],
            "policy_arn": policy["PolicyArn"],
            "is_inline": False,
            "is_aws_managed": policy["PolicyArn"].split(":")[4] == "aws",
        }
        with reader.part(own, subject=arn):
            row["allows_everything"] = allows_everything(document(policy["PolicyArn"]))
        reader.rows(held, [row])


def _in_force(policy: Mapping[str, Any]) -> Any:  # noqa: ANN401  a policy's document is any JSON
    for version in policy.get("PolicyVersionList") or ():
        if version["VersionId"] == policy["DefaultVersionId"]:
            return version["Document"]
    raise UnreadError(State.FAILED, "AWS did not give the policy's version that is in force")


def _fetched(reader: Reader, arn: str, version: str) -> Any:  # noqa: ANN401  as above
    return reader.ask("iam", "get_policy_version", PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]


def _said(document: Callable[[], Any]) -> list[dict[str, object]] | UnreadError:
    """Return what a document says, or why that is not known."""
    try:
        return statement_rows("policy_arn", "", document())
    except UnreadError as unread:
        return unread
