"""CloudWatch's alarms and metric filters, and which watches over CloudTrail's events they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from denials import Cost, hold_empty, hold_to_costs

from holdfast.collectors.aws.cloudwatch import ALARM, METRIC_FILTER, SERVICE, WATCH
from holdfast.collectors.aws.filter_patterns import NotUnderstoodError, read
from holdfast.collectors.aws.watches import WATCHES

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
TOPIC = f"arn:aws:sns:{REGION}:123456789012:security"
GROUP = f"arn:aws:logs:{REGION}:123456789012:log-group:trail"


def any_of(*names: str) -> str:
    return "{ " + " || ".join(f"($.eventName = {name})" for name in names) + " }"


#: Patterns as the benchmark's guides write them.
ROOT = '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
REFUSED = (
    '{ (($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")) '
    '&& (($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket")) }'
)
PATTERNS = {
    "refused-calls": REFUSED,
    "sign-in-without-mfa": '{($.eventName="ConsoleLogin") && ($.additionalEventData.MFAUsed !="Yes") && '
    '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    "root-use": ROOT,
    "failed-sign-ins": '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
    "keys": "{($.eventSource = kms.amazonaws.com) && (($.eventName=DisableKey)||($.eventName=ScheduleKeyDeletion)) }",
    "trails": any_of("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
    "gateways": '{ ($.eventName = "*CustomerGateway") || ($.eventName = "*InternetGateway") }',
}


def seed(aws: SimulatedAws) -> None:
    """Make a log group whose filters raise alarms, save where something is amiss with one."""
    logs = aws.seed.client("logs", region_name=REGION)
    logs.create_log_group(logGroupName="trail")
    alarms = aws.seed.client("cloudwatch", region_name=REGION)
    filters = {
        "root": ROOT,
        "stop": any_of("StopLogging", "DeleteTrail"),
        "rest": any_of("CreateTrail", "UpdateTrail", "StartLogging"),
        "unheard": PATTERNS["keys"],
        "silent": PATTERNS["failed-sign-ins"],
        "off": PATTERNS["gateways"],
    }
    for name, pattern in filters.items():
        logs.put_metric_filter(
            logGroupName="trail",
            filterName=name,
            filterPattern=pattern,
            metricTransformations=[{"metricName": name, "metricNamespace": "Trail", "metricValue": "1"}],
        )
        if name != "unheard":
            alarms.put_metric_alarm(
                AlarmName=name,
                Namespace="Trail",
                MetricName=name,
                Statistic="Sum",
                Period=300,
                EvaluationPeriods=1,
                Threshold=1,
                ComparisonOperator="GreaterThanOrEqualToThreshold",
                AlarmActions=[] if name == "silent" else [TOPIC],
                ActionsEnabled=name != "off",
            )
    alarms.put_metric_alarm(
        AlarmName="ratio",
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        Metrics=[
            {"Id": "e", "Expression": "m * 2"},
            {
                "Id": "m",
                "MetricStat": {"Metric": {"Namespace": "Shop", "MetricName": "errors"}, "Period": 60, "Stat": "Sum"},
            },
        ],
    )


COSTS: dict[str, Cost] = {
    "cloudwatch:DescribeAlarms": (ALARM, WATCH),
    "logs:DescribeMetricFilters": (METRIC_FILTER, WATCH),
}


def test_alarms_and_filters_are_what_boto3_lists_and_a_denied_list_costs_what_it_fills(aws: SimulatedAws) -> None:
    seed(aws)
    got = hold_to_costs(aws, SERVICE, COSTS)
    listed = aws.seed.client("cloudwatch", region_name=REGION).describe_alarms()["MetricAlarms"]
    assert {row["arn"]: (row["actions_enabled"], row["alarm_actions"]) for row in got.rows(ALARM)} == {
        one["AlarmArn"]: (one["ActionsEnabled"], one.get("AlarmActions", [])) for one in listed
    }
    assert got.row(ALARM, name="root")["metrics"] == ["Trail/root"]
    assert got.row(ALARM, name="ratio")["metrics"] == ["Shop/errors"]
    filters = aws.seed.client("logs", region_name=REGION).describe_metric_filters()["metricFilters"]
    assert {(row["name"], row["pattern"]) for row in got.rows(METRIC_FILTER)} == {
        (one["filterName"], one["filterPattern"]) for one in filters
    }
    assert {row["log_group_arn"] for row in got.rows(METRIC_FILTER)} == {GROUP}


def test_a_watch_is_alarmed_where_each_of_its_events_raises_an_alarm_that_acts(aws: SimulatedAws) -> None:
    seed(aws)
    got = aws.collect([SERVICE])
    rows = {row["watch"]: row for row in got.rows(WATCH)}
    assert rows.keys() == WATCHES.keys()
    assert {watch for watch, row in rows.items() if row["alarmed"]} == {"root-use", "trails"}  # by two filters
    assert rows["trails"]["missing"] == []
    assert rows["keys"]["missing"] == ["DisableKey", "ScheduleKeyDeletion"]  # counted, and no alarm
    assert (rows["failed-sign-ins"]["alarmed"], rows["gateways"]["alarmed"]) == (False, False)


def test_a_filter_that_is_not_understood_may_watch_and_one_that_counts_all_does(aws: SimulatedAws) -> None:
    seed(aws)
    logs = aws.seed.client("logs", region_name=REGION)
    metric = {"metricName": "root", "metricNamespace": "Trail", "metricValue": "1"}
    logs.put_metric_filter(
        logGroupName="trail", filterName="text", filterPattern="[ip, user]", metricTransformations=[metric]
    )
    rows = {row["watch"]: row["alarmed"] for row in aws.collect([SERVICE]).rows(WATCH)}
    assert {watch for watch, alarmed in rows.items() if alarmed is None} == WATCHES.keys() - {"root-use", "trails"}
    logs.put_metric_filter(logGroupName="trail", filterName="all", filterPattern="", metricTransformations=[metric])
    assert {row["alarmed"] for row in aws.collect([SERVICE]).rows(WATCH)} == {True}


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    hold_empty(aws, SERVICE)


@pytest.mark.parametrize("watch", sorted(PATTERNS))
def test_a_pattern_counts_all_events_of_its_watch_and_of_no_other(watch: str) -> None:
    counts = read(PATTERNS[watch])
    for other, events in WATCHES.items():
        counted = [name for name, event in events.items() if counts(event)]
        assert counted == (list(events) if other == watch else []), other


@pytest.mark.parametrize(
    ("pattern", "counted"),
    [
        ("{ $.eventName = StopLogging }", True),
        ('{$.eventName="StopLogging"}', True),
        ("{ $.eventName = Stop* }", True),
        ("{ ($.eventName = StopLogging) && ($.eventSource = cloudtrail.amazonaws.com) }", True),
        ("{ $.eventName = StopLogging && $.eventSource = s3.amazonaws.com }", False),
        # Narrowed to one caller: whoever else does it is not counted.
        ('{ $.eventName = "StopLogging" && $.userIdentity.userName = "ann" }', False),
        ('{ $.eventName = "StopLogging" && $.userIdentity.userName != "ann" }', False),
        ("{ $.eventName = StopLogging || $.eventName = X && $.eventName = Y }", True),
        ("{ ($.eventName = StopLogging || $.eventName = X) && $.eventName = Y }", False),
        ("{ $.errorCode NOT EXISTS }", True),
        ("{ $.errorCode EXISTS }", False),
        ("", True),
    ],
)
def test_a_pattern_is_read_as_aws_does(pattern: str, *, counted: bool) -> None:
    assert read(pattern)(WATCHES["trails"]["StopLogging"]) is counted


@pytest.mark.parametrize(
    "pattern",
    ["ERROR", "[ip]", "{", "{ $.a }", "{ $.a = }", "{ $.a = 1 } x", "{ $.a > 1 }", "{ ($.a = 1 }", '{ "a" = 1 }'],
)
def test_what_is_not_understood_is_said_to_be_so(pattern: str) -> None:
    with pytest.raises(NotUnderstoodError):
        read(pattern)
