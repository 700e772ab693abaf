"""Which ways up are open to whom, by all their policies together: open, closed, and what hangs on a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from policy_sentry.querying.actions import get_action_data

from holdfast.collectors.aws.iam_principals import Principals
from holdfast.collectors.aws.iam_ways import ACTIONS, WAYS
from holdfast.collectors.aws.policies import statement_rows
from holdfast.collectors.aws.reader import UnreadError
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCOUNT = "123456789012"
IAM = f"arn:aws:iam::{ACCOUNT}"
ME, ROLE, ADMIN = f"{IAM}:user/me", f"{IAM}:role/me", f"{IAM}:role/admin"

Said = dict[str, bool | None]


def document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", **one} for one in statements]}


def allow(*actions: str, **more: Any) -> dict[str, Any]:
    return {"Action": list(actions), **more}


def deny(*actions: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": list(actions), **more}


def trust(kind: str, who: str, **more: Any) -> dict[str, Any]:
    return {"Statement": [{"Effect": "Allow", "Principal": {kind: who}, "Action": "sts:AssumeRole", **more}]}


def role(name: str, *statements: Mapping[str, Any], trusts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "Arn": f"{IAM}:role/{name}",
        "RoleName": name,
        "AssumeRolePolicyDocument": trusts or trust("Service", "ecs-tasks.amazonaws.com"),
        "RolePolicyList": [{"PolicyName": "inline", "PolicyDocument": document(*statements)}],
    }


def user(*statements: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    inline = [{"PolicyName": "inline", "PolicyDocument": document(*statements)}]
    return {"Arn": ME, "UserName": "me", "UserPolicyList": inline, **more}


#: An account in which one role, one user and one group may do everything; each function may take that role on.
STRONG = role("admin", allow("*"), trusts=trust("Service", "lambda.amazonaws.com"))
OTHERS: dict[str, list[dict[str, Any]]] = {
    "Role": [STRONG, role("weak", allow("s3:GetObject"), trusts=trust("Service", "ec2.amazonaws.com"))],
    "User": [
        {"Arn": f"{IAM}:user/boss", "UserName": "boss", "GroupList": ["admins"]},
        {"Arn": f"{IAM}:user/clerk", "UserName": "clerk"},
    ],
    "Group": [
        {
            "Arn": f"{IAM}:group/admins",
            "GroupName": "admins",
            "GroupPolicyList": [{"PolicyName": "all", "PolicyDocument": document(allow("*"))}],
        },
        {"Arn": f"{IAM}:group/plain", "GroupName": "plain"},
    ],
}
MANAGED = {
    f"{IAM}:policy/mine": document(allow("s3:GetObject")),
    f"{IAM}:policy/other": document(allow("s3:GetObject")),
    f"{IAM}:policy/bound": document(allow("s3:*", "iam:Get*")),
    f"{IAM}:policy/wide": document(allow("*")),
    "arn:aws:iam::aws:policy/PowerUserAccess": document({"NotAction": ["iam:*", "organizations:*"]}),
}


class Place:
    """The account's partition and number, which is all that is asked of a reader."""

    partition = "aws"
    account_id = ACCOUNT


def managed(arn: str) -> list[dict[str, object]]:
    if arn not in MANAGED:
        raise UnreadError(State.DENIED, "iam:GetPolicyVersion was denied")
    return statement_rows("policy_arn", arn, MANAGED[arn])


def rows_of(arn: str, **details: list[dict[str, Any]]) -> list[dict[str, object]]:
    whole = {kind: [*OTHERS[kind], *details.get(kind, [])] for kind in OTHERS}
    return list(Principals(Place(), managed, whole).ways(arn))


def ways_of_user(*statements: Mapping[str, Any], **more: Any) -> Said:
    """Return the ways of a user with these statements, and whether each is open."""
    return {str(row["way"]): row["open"] for row in rows_of(ME, User=[user(*statements, **more)])}  # type: ignore[misc]


MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
OFFICE = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
TO_LAMBDA = {"StringEquals": {"iam:PassedToService": ["lambda.amazonaws.com"]}}
TO_STACKS = {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}}
RUN = ("lambda:CreateFunction", "lambda:InvokeFunction")
LAMBDA = "PassRole+CreateFunction+InvokeFunction"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("s3:*")], {}),
        ([allow("iam:Get*", "iam:List*")], {}),
        ([allow("*")], {"everything": True}),
        ([allow("*", Condition=MFA)], {"everything": True}),
        ([allow("iam:AttachUserPolicy")], {"AttachUserPolicy": True}),
        ([allow("IAM:attach?serPolicy")], {"AttachUserPolicy": True}),
        ([allow("iam:PutUserPolicy", Resource=ME)], {"PutUserPolicy": True}),
        ([allow("iam:PutUserPolicy", Resource=f"{IAM}:user/${{aws:username}}")], {"PutUserPolicy": True}),
        ([allow("iam:PutUserPolicy", Resource=f"{IAM}:user/${{aws:PrincipalTag/a}}")], {"PutUserPolicy": None}),
        ([allow("iam:PutRolePolicy", Resource=f"{IAM}:role/app-*")], {"PutRolePolicy": None}),
        ([allow("iam:CreateAccessKey")], {"CreateAccessKey": True}),
        ([allow("iam:CreateAccessKey", Resource=f"{IAM}:user/${{aws:username}}")], {}),
        ([allow("iam:CreateAccessKey", Resource=f"{IAM}:user/clerk")], {}),
        ([allow("iam:CreateAccessKey", Resource=f"{IAM}:user/bo*")], {"CreateAccessKey": True}),
        ([allow("iam:AddUserToGroup", Resource=f"{IAM}:group/plain")], {}),
        ([allow("iam:AddUserToGroup", Resource=f"{IAM}:group/admins")], {"AddUserToGroup": True}),
        ([allow("iam:UpdateAssumeRolePolicy", Resource=f"{IAM}:role/weak")], {}),
        ([allow("iam:UpdateAssumeRolePolicy", Resource=ADMIN)], {"UpdateAssumeRolePolicy": True}),
        # A right under a condition is open if the holder can meet it at will, else not known.
        ([allow("iam:PutUserPolicy", Condition=MFA)], {"PutUserPolicy": True}),
        ([allow("iam:PutUserPolicy", Condition=OFFICE)], {"PutUserPolicy": None}),
        (
            [
                allow(
                    "iam:PutUserPolicy", Condition={"StringEquals": {"iam:PermissionsBoundary": f"{IAM}:policy/bound"}}
                )
            ],
            {"PutUserPolicy": None},  # that boundary may allow everything
        ),
        (
            [allow("iam:PutUserPolicy", Condition={"StringLike": {"iam:PermissionsBoundary": "*"}})],
            {"PutUserPolicy": None},
        ),
        (
            [allow("iam:PutUserPolicy", Condition=OFFICE), allow("iam:Put*")],
            {"PutUserPolicy": True, "PutRolePolicy": True, "PutGroupPolicy": True},
        ),
        # What is denied is closed, wherever it stands; under a condition it is not known.
        ([allow("iam:PutUserPolicy"), deny("iam:*")], {}),
        ([deny("iam:Put*"), allow("iam:PutUserPolicy")], {}),
        ([deny("iam:Put*", Condition=OFFICE), allow("iam:PutUserPolicy")], {"PutUserPolicy": None}),
        ([deny("iam:Put*", Condition=NO_MFA), allow("iam:PutUserPolicy")], {"PutUserPolicy": True}),
        # All but some actions, or all but some things.
        ([{"NotAction": ["iam:*", "sts:*", "ec2:*"]}, deny("lambda:*", "cloudformation:*")], {}),
        ([{"Action": "iam:PutUserPolicy", "Resource": None, "NotResource": ME}], {"PutUserPolicy": True}),
        # A role that is passed needs a service to be passed to, that code is started there, and a role worth it.
        ([allow("iam:PassRole")], {}),
        ([allow("iam:PassRole", *RUN)], {LAMBDA: True}),
        ([allow("iam:PassRole", RUN[0])], {}),
        ([allow("iam:PassRole", Resource=ADMIN), allow(*RUN)], {LAMBDA: True}),
        ([allow("iam:PassRole", Resource=f"{IAM}:role/weak"), allow(*RUN)], {}),
        ([allow("iam:PassRole", Resource=ADMIN), allow("ec2:RunInstances")], {}),  # no machine may take it on
        ([allow("iam:PassRole", Condition=TO_LAMBDA), allow(*RUN)], {LAMBDA: True}),
        ([allow("iam:PassRole", Condition=TO_STACKS), allow(*RUN)], {}),
        ([allow("iam:PassRole", Condition=OFFICE), allow(*RUN)], {LAMBDA: None}),
        ([allow("iam:PassRole"), allow(*RUN, Resource="arn:aws:lambda:*:*:function:app-*")], {LAMBDA: True}),
        ([allow("iam:PassRole", "cloudformation:CreateStack")], {"PassRole+CreateStack": True}),
        # What runs already: functions may run as administrator here, machines may not.
        ([allow("lambda:UpdateFunctionCode")], {"UpdateFunctionCode": True}),
        ([allow("lambda:UpdateFunctionCode", Resource="arn:aws:lambda:*:*:function:*")], {"UpdateFunctionCode": True}),
        (
            [allow("lambda:UpdateFunctionCode", Resource="arn:aws:lambda:*:*:function:app-*")],
            {"UpdateFunctionCode": None},
        ),
        ([allow("ssm:SendCommand", "ssm:StartSession")], {}),
    ],
)
def test_a_way_is_open_closed_or_not_known(statements: list[dict[str, Any]], expected: Said) -> None:
    given = [{key: value for key, value in one.items() if value is not None} for one in statements]
    if any("NotResource" in one for one in given):
        document_ = {"Statement": [{"Effect": "Allow", **one} for one in given]}
        said = ways_of_user(UserPolicyList=[{"PolicyName": "inline", "PolicyDocument": document_}])
    else:
        said = ways_of_user(*given)
    assert said == expected


def test_rights_of_several_policies_and_of_groups_make_one_way() -> None:
    half = {"PolicyName": "half", "PolicyDocument": document(allow("iam:PassRole"))}
    details = {
        "User": [user(allow(*RUN), GroupList=["half"])],
        "Group": [{"Arn": f"{IAM}:group/half", "GroupName": "half", "GroupPolicyList": [half]}],
    }
    (row,) = rows_of(ME, **details)
    assert (row["family"], row["way"], row["open"]) == ("code", LAMBDA, True)
    assert row["rights"] == ["iam:PassRole to lambda.amazonaws.com", "lambda:CreateFunction", "lambda:InvokeFunction"]
    assert row["policies"] == ["half", "inline"]


@pytest.mark.parametrize(
    ("policy", "on", "expected"),
    [
        ("mine", "mine", True),
        ("mine", "*", True),
        ("mine", "other", None),  # somebody else's: whom that makes stronger is not known
    ],
)
def test_a_new_version_of_a_policy_is_a_way_for_who_holds_it(policy: str, on: str, expected: object) -> None:
    attached = [{"PolicyName": policy, "PolicyArn": f"{IAM}:policy/{policy}"}]
    right = allow("iam:CreatePolicyVersion", Resource=f"{IAM}:policy/{on}")
    assert ways_of_user(right, AttachedManagedPolicies=attached) == {"CreatePolicyVersion": expected}


def test_a_boundary_closes_what_it_does_not_allow_unless_it_can_be_taken_off() -> None:
    bound = {"PermissionsBoundary": {"PermissionsBoundaryArn": f"{IAM}:policy/bound"}}
    wide = {"PermissionsBoundary": {"PermissionsBoundaryArn": f"{IAM}:policy/wide"}}
    assert ways_of_user(allow("*"), **bound) == {}
    assert ways_of_user(allow("*"), **wide) == {"everything": True}
    off = ways_of_user(allow("iam:DeleteUserPermissionsBoundary"), **wide)
    assert off == {"DeleteUserPermissionsBoundary": True}
    assert ways_of_user(allow("iam:DeleteUserPermissionsBoundary")) == {}


def test_power_users_are_no_administrators_but_change_what_runs_as_one() -> None:
    attached = [{"PolicyName": "PowerUserAccess", "PolicyArn": "arn:aws:iam::aws:policy/PowerUserAccess"}]
    assert ways_of_user(AttachedManagedPolicies=attached) == {
        "UpdateFunctionCode": True,
        "UpdateFunctionConfiguration": True,
    }


@pytest.mark.parametrize(
    ("trusts", "statements", "expected"),
    [
        (trust("AWS", f"{IAM}:root"), [], None),
        (trust("AWS", f"{IAM}:root"), [allow("sts:AssumeRole")], True),
        (trust("AWS", f"{IAM}:root"), [allow("sts:AssumeRole", Resource=f"{IAM}:role/gate")], True),
        (trust("AWS", f"{IAM}:root"), [allow("sts:AssumeRole", Resource=f"{IAM}:role/weak")], None),
        (trust("AWS", ME), [], True),  # in one account, the trust policy alone lets in whom it names
        (trust("AWS", f"{IAM}:root", Condition=OFFICE), [allow("sts:AssumeRole")], "maybe"),
        (trust("AWS", "999999999999"), [allow("sts:AssumeRole")], None),
    ],
)
def test_a_strong_role_is_a_way_for_whom_it_lets_in(
    trusts: dict[str, Any], statements: list[dict[str, Any]], expected: object
) -> None:
    gate = role("gate", allow("*"), trusts=trusts)
    rows = rows_of(ME, User=[user(*statements)], Role=[gate])
    opened = {row["way"]: row["open"] for row in rows}
    assert opened == ({} if expected is None else {"AssumeRole": None if expected == "maybe" else expected})
    if rows:
        assert "the trust policy of gate" in rows[0]["policies"]  # type: ignore[operator]


def test_a_role_whose_policies_are_not_known_may_be_strong() -> None:
    unread = {
        **role("unread", trusts=trust("Service", "lambda.amazonaws.com")),
        "AttachedManagedPolicies": [{"PolicyName": "x", "PolicyArn": "arn:aws:iam::aws:policy/Unread"}],
    }
    me = user(allow("iam:PassRole", Resource=unread["Arn"]), allow(*RUN))
    assert [row["open"] for row in rows_of(ME, User=[me], Role=[unread])] == [None]
    with pytest.raises(UnreadError, match="GetPolicyVersion was denied"):
        rows_of(unread["Arn"], Role=[unread])


def test_a_role_is_judged_like_a_user() -> None:
    rows = rows_of(ROLE, Role=[role("me", allow("iam:PutRolePolicy", Resource=ROLE))])
    assert [(row["family"], row["way"], row["open"]) for row in rows] == [("itself", "PutRolePolicy", True)]


def test_every_action_of_a_way_is_one_that_aws_has() -> None:
    unknown = [action for action in ACTIONS if not get_action_data(*action.split(":"))]
    # Newer than the library's list; its page in the Service Authorization Reference has them.
    assert {action.partition(":")[0] for action in unknown} <= {"bedrock-agentcore"}
    assert len({(way.family, way.name) for way in WAYS}) == len(WAYS)
