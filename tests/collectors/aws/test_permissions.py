"""The collecting role: everything that the tables ask for, all of it reading, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from policy_sentry.querying.actions import get_action_data

from holdfast.collectors.aws.permissions import actions, role_template
from holdfast.collectors.aws.services import SERVICES

TEMPLATE = Path(__file__).parents[3] / "docs/aws-role.yaml"
ACTIONS = actions(SERVICES)


def levels(action: str) -> frozenset[str]:
    """Return the access levels that AWS gives an action; empty where there is no such action."""
    service, name = action.split(":")
    found = get_action_data(service, name) or {}
    return frozenset(row["access_level"] for row in found.get(service, ()))


def test_every_action_exists_and_only_reads() -> None:
    given = {action: levels(action) for action in ACTIONS}
    assert [action for action, level in given.items() if not level] == []
    assert {action: level for action, level in given.items() if not level <= {"List", "Read"}} == {}


def test_the_template_in_the_documentation_is_what_the_tables_ask_for() -> None:
    assert TEMPLATE.read_text() == role_template(SERVICES), "run: holdfast doctor --aws-role > docs/aws-role.yaml"


def test_the_template_s_policies_hold_all_actions_within_aws_s_limits() -> None:
    resources = yaml.safe_load(role_template(SERVICES))["Resources"]
    policies = [one["Properties"]["PolicyDocument"] for one in resources.values() if one["Type"].endswith("Policy")]
    allowed = [action for policy in policies for action in policy["Statement"][0]["Action"]]
    assert sorted(allowed, key=str.lower) == ACTIONS
    assert all(len(json.dumps(policy, separators=(",", ":"))) <= 6_144 for policy in policies)
    assert len(policies) <= 10
    trust = resources["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Condition"]["StringEquals"] == {"sts:ExternalId": {"Ref": "ExternalId"}}
