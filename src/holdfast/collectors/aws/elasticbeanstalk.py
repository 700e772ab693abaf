"""Elastic Beanstalk: environments, whether they update themselves, and whether they log.

Settings that hold an application's own variables are never kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

ENVIRONMENT = subject_table(
    "aws_elasticbeanstalk_environment",
    "Elastic Beanstalk environments, those that were ended left out.",
    (
        Column("application", Type.TEXT, "The application."),
        Column("cname", Type.TEXT, "Its name under `elasticbeanstalk.com`, in lower case; empty for workers."),
        Column("platform", Type.TEXT, "The platform's name and version."),
        Column("updates_itself", Type.BOOL, "Whether updates of the platform are taken unasked."),
        Column("reports_health", Type.BOOL, "Whether instances report their health in detail."),
        Column("streams_logs", Type.BOOL, "Whether logs are kept in CloudWatch."),
        TAGS,
    ),
    (
        "elasticbeanstalk:DescribeEnvironments",
        "elasticbeanstalk:DescribeConfigurationSettings",
        "elasticbeanstalk:ListTagsForResource",
    ),
    of="environment",
)

_GONE = ("ResourceNotFoundException", "InvalidParameterValue")
#: The settings that are kept: the column, the namespace, the option, the value that means yes.
_SETTINGS = (
    ("updates_itself", "aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled", "true"),
    ("reports_health", "aws:elasticbeanstalk:healthreporting:system", "SystemType", "enhanced"),
    ("streams_logs", "aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs", "true"),
)


def _collect(reader: Reader) -> None:
    with reader.reading(ENVIRONMENT):
        listed = reader.pages("elasticbeanstalk", "describe_environments", "Environments", IncludeDeleted=False)
        reader.each(lambda one: _environment(reader, one), listed)


def _environment(reader: Reader, listed: Mapping[str, Any]) -> None:
    arn = listed["EnvironmentArn"]
    row: dict[str, object] = {
        "arn": arn,
        "name": listed["EnvironmentName"],
        "application": listed["ApplicationName"],
        "cname": listed.get("CNAME", "").lower(),
        "platform": listed.get("PlatformArn") or listed.get("SolutionStackName") or "",
    }
    with reader.part(ENVIRONMENT, subject=arn):
        answer = reader.ask(
            "elasticbeanstalk",
            "describe_configuration_settings",
            gone=_GONE,
            ApplicationName=listed["ApplicationName"],
            EnvironmentName=listed["EnvironmentName"],
        )
        row |= _settings(answer["ConfigurationSettings"][0])
    with reader.part(ENVIRONMENT, subject=arn):
        answer = reader.ask("elasticbeanstalk", "list_tags_for_resource", gone=_GONE, ResourceArn=arn)
        row["tags"] = tags(answer.get("ResourceTags"))
    reader.rows(ENVIRONMENT, [row])


def _settings(said: Mapping[str, Any]) -> dict[str, object]:
    values = {(one["Namespace"], one["OptionName"]): one.get("Value", "") for one in said.get("OptionSettings") or ()}
    return {column: values.get((space, option), "").lower() == yes for column, space, option, yes in _SETTINGS}


SERVICE = Service("elasticbeanstalk", Scope.REGION, (ENVIRONMENT,), _collect)
