"""Step Functions, EventBridge and SES hold what boto3 says, and a refusal costs only its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from denials import Cost, hold_empty, hold_to_costs

from holdfast.collectors.aws import eventbridge, ses, stepfunctions
from holdfast.collectors.aws.dates import utc

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

REGION = "eu-west-1"
TAGGED = frozenset({"tags"})
STEPFUNCTIONS: dict[str, Cost] = {
    "stepfunctions:ListStateMachines": (stepfunctions.STATE_MACHINE,),
    "stepfunctions:DescribeStateMachine": {
        stepfunctions.STATE_MACHINE: frozenset({"role_arn", "log_level", "logs_data", "traced", "kms_key"})
    },
    "stepfunctions:ListTagsForResource": {stepfunctions.STATE_MACHINE: TAGGED},
}
EVENTS: dict[str, Cost] = {
    "events:ListEventBuses": eventbridge.SERVICE.tables,
    "events:ListTagsForResource": {eventbridge.BUS: TAGGED},
}
SES: dict[str, Cost] = {
    "sesv2:ListEmailIdentities": ses.SERVICE.tables,
    "sesv2:GetEmailIdentity": {
        ses.IDENTITY: frozenset(column.name for column in ses.IDENTITY)
        - {"arn", "name", "account_id", "region", "kind", "sending"},
        ses.STATEMENT: None,
    },
}


def test_state_machines_are_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = aws.seed.client("stepfunctions", region_name=REGION)
    plain: dict[str, Any] = {"definition": "{}", "roleArn": "arn:aws:iam::123456789012:role/r"}
    client.create_state_machine(name="silent", **plain)
    client.create_state_machine(
        name="told",
        type="EXPRESS",
        loggingConfiguration={"level": "ALL", "includeExecutionData": True},
        tracingConfiguration={"enabled": True},
        tags=[{"key": "service", "value": "Zoë 🚀"}],
        **plain,
    )
    gone = {call: "StateMachineDoesNotExist" for call, cost in STEPFUNCTIONS.items() if not isinstance(cost, tuple)}
    got = hold_to_costs(aws, stepfunctions.SERVICE, STEPFUNCTIONS, gone=gone)
    for machine in client.list_state_machines()["stateMachines"]:
        row = got.row(stepfunctions.STATE_MACHINE, arn=machine["stateMachineArn"])
        assert (row["name"], row["kind"]) == (machine["name"], machine["type"])
        assert row["created_at"] == utc(machine["creationDate"])
    told, silent = (got.row(stepfunctions.STATE_MACHINE, name=name) for name in ("told", "silent"))
    assert (told["log_level"], told["logs_data"], told["traced"]) == ("ALL", True, True)
    assert (silent["log_level"], silent["logs_data"], silent["traced"]) == ("OFF", False, False)
    assert (told["tags"], silent["tags"]) == ({"service": "Zoë 🚀"}, {})


def test_buses_are_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = aws.seed.client("events", region_name=REGION)
    client.create_event_bus(Name="orders", Tags=[{"Key": "service", "Value": "Zoë 🚀"}])
    anyone = {"Sid": "any", "Effect": "Allow", "Principal": "*", "Action": "events:PutEvents", "Resource": "*"}
    client.put_permission(EventBusName="orders", Policy=json.dumps({"Version": "2012-10-17", "Statement": [anyone]}))
    gone = {"events:ListTagsForResource": "ResourceNotFoundException"}
    got = hold_to_costs(aws, eventbridge.SERVICE, EVENTS, gone=gone)
    assert {row["arn"] for row in got.rows(eventbridge.BUS)} == {
        bus["Arn"] for bus in client.list_event_buses()["EventBuses"]
    }
    orders, default = (got.row(eventbridge.BUS, name=name) for name in ("orders", "default"))
    assert (orders["is_default"], orders["has_policy"], orders["tags"]) == (False, True, {"service": "Zoë 🚀"})
    assert (default["is_default"], default["has_policy"]) == (True, False)
    row = got.row(eventbridge.STATEMENT)
    assert (row["bus_arn"], row["is_public"]) == (orders["arn"], True)


def test_identities_are_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = aws.seed.client("sesv2", region_name=REGION)
    client.create_email_identity(EmailIdentity="mail.papermoon.example", Tags=[{"Key": "service", "Value": "Zoë 🚀"}])
    client.create_email_identity(EmailIdentity="hello@papermoon.example")
    anyone = {"Effect": "Allow", "Principal": "*", "Action": "ses:SendEmail", "Resource": "*"}
    for name in ("a", "b"):
        client.create_email_identity_policy(
            EmailIdentity="mail.papermoon.example", PolicyName=name, Policy=json.dumps({"Statement": [anyone]})
        )
    got = hold_to_costs(aws, ses.SERVICE, SES, gone={"sesv2:GetEmailIdentity": "NotFoundException"})
    listed = client.list_email_identities()["EmailIdentities"]
    assert {row["name"] for row in got.rows(ses.IDENTITY)} == {one["IdentityName"] for one in listed}
    domain = got.row(ses.IDENTITY, name="mail.papermoon.example")
    told = client.get_email_identity(EmailIdentity="mail.papermoon.example")
    assert (domain["kind"], domain["verified"]) == (told["IdentityType"], told["VerifiedForSendingStatus"])
    assert (domain["has_policy"], domain["tags"]) == (True, {"service": "Zoë 🚀"})
    assert [(row["policy"], row["is_public"]) for row in got.rows(ses.STATEMENT)] == [("a", True), ("b", True)]


def test_a_signature_that_receivers_cannot_verify_is_none(aws: SimulatedAws) -> None:
    aws.seed.client("sesv2", region_name=REGION).create_email_identity(EmailIdentity="mail.papermoon.example")
    for enabled, status, signed in ((True, "SUCCESS", True), (True, "PENDING", False), (False, "SUCCESS", False)):
        dkim = {"SigningEnabled": enabled, "Status": status, "CurrentSigningKeyLength": "RSA_2048_BIT"}
        aws.answers["sesv2:GetEmailIdentity"] = {"DkimAttributes": dkim}
        row = aws.collect([ses.SERVICE]).row(ses.IDENTITY)
        assert (row["dkim_signed"], row["dkim_status"], row["dkim_key_bits"]) == (signed, status, 2048)


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    hold_empty(aws, stepfunctions.SERVICE)
    hold_empty(aws, ses.SERVICE)
    hold_empty(aws, eventbridge.SERVICE, beyond=(eventbridge.BUS,))
