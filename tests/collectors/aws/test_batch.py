"""Batch's jobs and Lightsail's machines are what AWS tells, and never values; refused calls cost their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refusals import Refusals

from holdfast.collectors.aws import batch, lightsail
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
ARN = f"arn:aws:lightsail:{REGION}:123456789012"
INSTANCES = "lightsail:GetInstances"
DATABASES = "lightsail:GetRelationalDatabases"


def seed_jobs(aws: SimulatedAws) -> Any:
    """Register a job in two revisions; return the client."""
    client = aws.seed.client("batch", region_name=REGION)
    for privileged in (True, False):
        client.register_job_definition(
            jobDefinitionName="invoices",
            type="container",
            containerProperties={
                "image": "invoices:1",
                "vcpus": 1,
                "memory": 128,
                "privileged": privileged,
                "environment": [{"name": "DB_PASSWORD", "value": "simulated"}],
            },
            tags={"service": "billing"},
        )
    return client


def seed_machines(aws: SimulatedAws) -> None:
    """Answer as Lightsail would, of which moto knows nothing."""
    ports = [
        {"fromPort": 22, "toPort": 22, "protocol": "tcp", "cidrs": ["0.0.0.0/0"]},
        {"fromPort": 22, "toPort": 22, "protocol": "tcp", "ipv6Cidrs": ["::/0"]},
        {"fromPort": 443, "toPort": 443, "protocol": "tcp", "cidrs": ["198.51.100.0/24"]},
        {"fromPort": -1, "toPort": -1, "protocol": "all", "cidrs": ["0.0.0.0/0"]},
    ]
    aws.answers[INSTANCES] = {
        "instances": [
            {
                "arn": f"{ARN}:Instance/1",
                "name": "blog",
                "blueprintId": "wordpress",
                "addOns": [{"name": "AutoSnapshot", "status": "Enabled"}],
                "networking": {"ports": ports},
                "tags": [{"key": "service", "value": "Zoë 🚀"}],
            },
            {"arn": f"{ARN}:Instance/2", "name": "test", "publicIpAddress": "198.51.100.7"},
        ]
    }
    aws.answers[DATABASES] = {
        "relationalDatabases": [
            {"arn": f"{ARN}:RelationalDatabase/1", "name": "shop", "engine": "mysql", "publiclyAccessible": True}
        ]
    }


def test_jobs_are_read_in_their_newest_revision_without_values(aws: SimulatedAws) -> None:
    client = seed_jobs(aws)
    calls = {"batch:DescribeJobDefinitions": batch.SERVICE.tables}
    whole = Refusals(batch.SERVICE, lists=calls).hold(aws)
    told = client.describe_job_definitions(status="ACTIVE")["jobDefinitions"]
    row = whole.row(batch.JOB_DEFINITION)
    assert row["arn"] == max(told, key=lambda one: one["revision"])["jobDefinitionArn"]
    assert (row["name"], row["revision"], row["is_privileged"]) == ("invoices", 2, False)
    assert row["tags"] == {"service": "billing"}
    assert [one["name"] for one in whole.rows(batch.VARIABLE)] == ["DB_PASSWORD"]
    assert "simulated" not in str(whole.tables)


def test_machines_tell_what_the_internet_reaches(aws: SimulatedAws) -> None:
    lacking = aws.collect([lightsail.SERVICE])
    assert {lacking.state(table, REGION) for table in lightsail.SERVICE.tables} == {State.OFF}
    seed_machines(aws)
    whole = Refusals(
        lightsail.SERVICE,
        lists={INSTANCES: (lightsail.INSTANCE, lightsail.OPENING), DATABASES: (lightsail.DATABASE,)},
    ).hold(aws)
    columns = ("instance_arn", "protocol", "from_port", "to_port")
    assert [tuple(row[column] for column in columns) for row in whole.rows(lightsail.OPENING)] == [
        (f"{ARN}:Instance/1", "all", 0, 65535),
        (f"{ARN}:Instance/1", "tcp", 22, 22),
    ]
    assert {row["name"]: row["takes_snapshots"] for row in whole.rows(lightsail.INSTANCE)} == {
        "blog": True,
        "test": False,
    }
    assert [(row["is_public"], row["is_backed_up"]) for row in whole.rows(lightsail.DATABASE)] == [(True, False)]
