"""CloudWatch: alarms, what log groups' metric filters count, and of which watches that raises an alarm."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.filter_patterns import NotUnderstoodError, read
from holdfast.collectors.aws.logs import LOG_GROUP
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import child_table, subject_table
from holdfast.collectors.aws.shared_calls import Once
from holdfast.collectors.aws.watches import WATCHES
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from holdfast.collectors.aws.filter_patterns import Matches
    from holdfast.collectors.aws.reader import Reader

ALARM = subject_table(
    "aws_cloudwatch_alarm",
    "CloudWatch alarms that watch metrics.",
    (
        Column("actions_enabled", Type.BOOL, "Whether it acts at all when its state changes."),
        Column("alarm_actions", Type.TEXTS, "The ARNs of what it does in the state ALARM."),
        Column("metrics", Type.TEXTS, "The metrics that it watches, each as its namespace, `/` and its name."),
    ),
    ("cloudwatch:DescribeAlarms",),
    of="alarm",
)

METRIC_FILTER = child_table(
    "aws_logs_metric_filter",
    "What metric filters count in log groups.",
    (
        Column("name", Type.TEXT, "The filter's name."),
        Column("pattern", Type.TEXT, "The pattern of the lines that it counts, as written."),
        Column("metrics", Type.TEXTS, "The metrics that it counts into, each as its namespace, `/` and its name."),
    ),
    ("logs:DescribeMetricFilters",),
    parent=LOG_GROUP,
    key=("log_group_arn", "name"),
)

WATCH = child_table(
    "aws_logs_log_group_watch",
    "Of log groups that have metric filters: which watches over CloudTrail's events raise an alarm that acts. "
    "Whether an alarm's threshold is right is not judged.",
    (
        Column("watch", Type.TEXT, "What is watched: `root-use`, `iam-policies`, `trails` ..."),
        Column("alarmed", Type.BOOL, "Whether all its events do; NULL where a filter's pattern is not understood."),
        Column("missing", Type.TEXTS, "The events that are not known to."),
    ),
    ("logs:DescribeMetricFilters", "cloudwatch:DescribeAlarms"),
    parent=LOG_GROUP,
    key=("log_group_arn", "watch"),
)


def _collect(reader: Reader) -> None:
    alarms = Once(lambda: [_alarm(one) for one in _alarms(reader)])
    filters = Once(lambda: [_filter(reader, one) for one in _filters(reader)])
    with reader.reading(ALARM):
        reader.rows(ALARM, alarms())
    with reader.reading(METRIC_FILTER):
        reader.rows(METRIC_FILTER, filters())
    with reader.reading(WATCH):
        acting = {
            metric for row in alarms() if row["actions_enabled"] and row["alarm_actions"] for metric in row["metrics"]
        }
        by_group: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in filters():
            by_group[row["log_group_arn"]].append(row)
        for arn, rows in by_group.items():
            heard = [row["pattern"] for row in rows if acting.intersection(row["metrics"])]
            reader.rows(WATCH, [{"log_group_arn": arn, **watch} for watch in _watches(heard)])


def _alarms(reader: Reader) -> Iterator[Mapping[str, Any]]:
    yield from reader.pages("cloudwatch", "describe_alarms", "MetricAlarms", AlarmTypes=["MetricAlarm"])


def _filters(reader: Reader) -> Iterator[Mapping[str, Any]]:
    yield from reader.pages("logs", "describe_metric_filters", "metricFilters")


def _alarm(alarm: Mapping[str, Any]) -> dict[str, Any]:
    # An alarm watches one metric by its name, or several that it reckons with.
    stats = [one["MetricStat"]["Metric"] for one in alarm.get("Metrics") or () if "MetricStat" in one]
    named = [alarm] if alarm.get("MetricName") else stats
    return {
        "arn": alarm["AlarmArn"],
        "name": alarm["AlarmName"],
        "actions_enabled": bool(alarm["ActionsEnabled"]),
        "alarm_actions": list(alarm.get("AlarmActions") or ()),
        "metrics": sorted({f"{one['Namespace']}/{one['MetricName']}" for one in named}),
    }


def _filter(reader: Reader, one: Mapping[str, Any]) -> dict[str, Any]:
    metrics = one.get("metricTransformations") or ()
    return {
        "log_group_arn": reader.arn("logs", f"log-group:{one['logGroupName']}"),
        "name": one["filterName"],
        "pattern": one.get("filterPattern", ""),
        "metrics": sorted(f"{each['metricNamespace']}/{each['metricName']}" for each in metrics),
    }


def _watches(patterns: Sequence[str]) -> Iterator[dict[str, object]]:
    """Yield a row for each watch, by the patterns of a log group's filters that raise an alarm."""
    understood: list[Matches] = []
    for pattern in patterns:
        with suppress(NotUnderstoodError):
            understood.append(read(pattern))
    for watch, events in WATCHES.items():
        missing = [name for name, event in events.items() if not any(counts(event) for counts in understood)]
        may_be = None if len(understood) < len(patterns) else False
        yield {"watch": watch, "alarmed": may_be if missing else True, "missing": missing}


SERVICE = Service("cloudwatch", Scope.REGION, (ALARM, METRIC_FILTER, WATCH), _collect)
