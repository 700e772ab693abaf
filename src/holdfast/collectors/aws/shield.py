"""Shield Advanced: whether the account has it, and what it protects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import child_table, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

SUBSCRIPTION = subject_table(
    "aws_shield_subscription",
    "Whether an account has Shield Advanced; one row an account.",
    (
        Column("is_subscribed", Type.BOOL, "Whether it has."),
        Column("renews_by_itself", Type.BOOL, "Whether it goes on after a year; FALSE where there is none."),
    ),
    ("shield:DescribeSubscription",),
    of="subscription, `shield:ACCOUNT`, as AWS has none",
    scope=Scope.GLOBAL,
)

PROTECTION = child_table(
    "aws_shield_protection",
    "What Shield Advanced protects.",
    (
        Column("protected_arn", Type.TEXT, "The ARN of what is protected."),
        Column("name", Type.TEXT, "The protection's name."),
    ),
    ("shield:ListProtections",),
    parent=SUBSCRIPTION,
    key=("subscription_arn", "protected_arn"),
)


def _collect(reader: Reader) -> None:
    arn = f"shield:{reader.account_id}"
    row: dict[str, object] = {"arn": arn, "name": f"Shield Advanced of {reader.account_id}"}
    with reader.reading(SUBSCRIPTION):
        with reader.part(SUBSCRIPTION, subject=arn):
            answer = reader.call("shield", "describe_subscription", absent=("ResourceNotFoundException",))
            said = (answer or {}).get("Subscription") or {}
            row |= {"is_subscribed": bool(said), "renews_by_itself": said.get("AutoRenew") == "ENABLED"}
        reader.rows(SUBSCRIPTION, [row])
    with reader.reading(PROTECTION):
        if row.get("is_subscribed") is not False:  # without a subscription AWS has nothing to list
            listed = reader.pages("shield", "list_protections", "Protections")
            keys = {one["ResourceArn"]: one.get("Name", "") for one in listed}
            reader.rows(
                PROTECTION,
                [{"subscription_arn": arn, "protected_arn": one, "name": name} for one, name in keys.items()],
            )


SERVICE = Service("shield", Scope.GLOBAL, (SUBSCRIPTION, PROTECTION), _collect)
