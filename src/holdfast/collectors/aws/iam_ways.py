"""The known ways by which who holds some rights in IAM gets more of them: what each takes.

A way is data: a family (one check judges each), and the rights that it takes together. Sources: the actions'
own pages in AWS's Service Authorization Reference, and the methods that have been published since 2018
(Rhino Security Labs, Bishop Fox, Datadog's pathfinding.cloud), named by their actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Of(StrEnum):
    """What a right must be over for the way to be open."""

    ANYTHING = "any one thing"  #: whatever is made anew, one name is as good as another
    ITSELF = "the holder itself, or all of its kind"
    HELD = "a policy that the holder holds"
    GROUP = "a group that may do everything, or the holder's own"
    STRONGER_USER = "a user who may do everything"
    STRONGER_ROLE = "a role that may do everything"
    TRUSTING_ROLE = "a role that may do everything and lets the holder in"
    PASSED = "a role that may do everything and that the service may take on"
    RUNNING = "something that runs with a role that may do everything"


@dataclass(frozen=True, slots=True)
class Right:
    """One right: any one of these actions is as good as the other."""

    actions: tuple[str, ...]
    of: Of = Of.ANYTHING


@dataclass(frozen=True, slots=True)
class Way:
    """One way; ``service`` is whose role is passed or runs, ``if_bounded`` asks for a boundary to be taken off."""

    family: str
    name: str
    rights: tuple[Right, ...]
    service: str = ""
    if_bounded: bool = False


def _alone(family: str, action: str, of: Of, *, service: str = "", if_bounded: bool = False) -> Way:
    name = action.partition(":")[2]
    return Way(family, name, (Right((action,), of),), service=service, if_bounded=if_bounded)


def _passing(family: str, service: str, *rights: str) -> Way:
    """Return the way to pass a role to a service and use it; alternatives in a right are parted by ``|``."""
    needed = tuple(Right(tuple(right.split("|"))) for right in rights)
    name = "PassRole+" + "+".join(right.partition("|")[0].partition(":")[2] for right in rights)
    return Way(family, name, (Right(("iam:PassRole",), Of.PASSED), *needed), service=service)


def _running(service: str, *rights: str) -> Way:
    """Return the way to change or enter what already runs with a role of a service."""
    first, *others = (tuple(right.split("|")) for right in rights)
    name = "+".join(right.partition("|")[0].partition(":")[2] for right in rights)
    return Way("running", name, (Right(first, Of.RUNNING), *(Right(other) for other in others)), service=service)


_LAMBDA, _EC2, _TASKS = "lambda.amazonaws.com", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com"
_GLUE, _BUILD, _STACKS = "glue.amazonaws.com", "codebuild.amazonaws.com", "cloudformation.amazonaws.com"
_LEARN, _STEPS = "sagemaker.amazonaws.com", "states.amazonaws.com"

#: Whoever may do everything needs no way; this one says so.
EVERYTHING = "everything"

WAYS: tuple[Way, ...] = (
    # It gives itself rights.
    _alone("itself", "iam:AttachUserPolicy", Of.ITSELF),
    _alone("itself", "iam:PutUserPolicy", Of.ITSELF),
    _alone("itself", "iam:AttachRolePolicy", Of.ITSELF),
    _alone("itself", "iam:PutRolePolicy", Of.ITSELF),
    _alone("itself", "iam:AttachGroupPolicy", Of.ITSELF),
    _alone("itself", "iam:PutGroupPolicy", Of.ITSELF),
    _alone("itself", "iam:AddUserToGroup", Of.GROUP),
    _alone("itself", "iam:CreatePolicyVersion", Of.HELD),
    _alone("itself", "iam:SetDefaultPolicyVersion", Of.HELD),
    _alone("itself", "iam:DeleteUserPermissionsBoundary", Of.ITSELF, if_bounded=True),
    _alone("itself", "iam:PutUserPermissionsBoundary", Of.ITSELF, if_bounded=True),
    _alone("itself", "iam:DeleteRolePermissionsBoundary", Of.ITSELF, if_bounded=True),
    _alone("itself", "iam:PutRolePermissionsBoundary", Of.ITSELF, if_bounded=True),
    # It signs in as somebody stronger.
    _alone("users", "iam:CreateAccessKey", Of.STRONGER_USER),
    _alone("users", "iam:CreateLoginProfile", Of.STRONGER_USER),
    _alone("users", "iam:UpdateLoginProfile", Of.STRONGER_USER),
    # It takes on a stronger role.
    _alone("roles", "iam:UpdateAssumeRolePolicy", Of.STRONGER_ROLE),
    _alone("roles", "sts:AssumeRole", Of.TRUSTING_ROLE),
    # It starts code of its own with a stronger role.
    _passing(
        "code",
        _LAMBDA,
        "lambda:CreateFunction",
        "lambda:InvokeFunction|lambda:CreateEventSourceMapping|lambda:AddPermission|lambda:CreateFunctionUrlConfig",
    ),
    _passing("code", _EC2, "ec2:RunInstances"),
    _passing("code", _EC2, "ec2:AssociateIamInstanceProfile|ec2:ReplaceIamInstanceProfileAssociation"),
    _passing(
        "code",
        _EC2,
        "ec2:CreateLaunchTemplate|autoscaling:CreateLaunchConfiguration",
        "autoscaling:CreateAutoScalingGroup",
    ),
    _passing("code", _TASKS, "ecs:RunTask|ecs:StartTask|ecs:CreateService"),
    _passing("code", _TASKS, "batch:RegisterJobDefinition", "batch:SubmitJob"),
    _passing("code", _GLUE, "glue:CreateDevEndpoint|glue:CreateSession"),
    _passing("code", _GLUE, "glue:CreateJob|glue:UpdateJob", "glue:StartJobRun|glue:CreateTrigger"),
    _passing(
        "code",
        _BUILD,
        "codebuild:CreateProject|codebuild:UpdateProject",
        "codebuild:StartBuild|codebuild:StartBuildBatch",
    ),
    _passing("code", _LEARN, "sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"),
    _passing("code", _LEARN, "sagemaker:CreateTrainingJob|sagemaker:CreateProcessingJob"),
    _passing("code", "tasks.apprunner.amazonaws.com", "apprunner:CreateService"),
    _passing(
        "code",
        "bedrock-agentcore.amazonaws.com",
        "bedrock-agentcore:CreateCodeInterpreter",
        "bedrock-agentcore:InvokeCodeInterpreter",
    ),
    # It has a service act for it with a stronger role.
    _passing("orders", _STACKS, "cloudformation:CreateStack|cloudformation:UpdateStack"),
    _passing("orders", _STACKS, "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
    _passing(
        "orders",
        "datapipeline.amazonaws.com",
        "datapipeline:CreatePipeline",
        "datapipeline:PutPipelineDefinition",
        "datapipeline:ActivatePipeline",
    ),
    _passing(
        "orders",
        _STEPS,
        "states:CreateStateMachine|states:UpdateStateMachine",
        "states:StartExecution|states:StartSyncExecution",
    ),
    _passing("orders", "ssm.amazonaws.com", "ssm:StartAutomationExecution"),
    _passing("orders", "scheduler.amazonaws.com", "scheduler:CreateSchedule|scheduler:UpdateSchedule"),
    # It changes or enters what already runs with a stronger role.
    _running(_LAMBDA, "lambda:UpdateFunctionCode"),
    _running(_LAMBDA, "lambda:UpdateFunctionConfiguration"),
    _running(_EC2, "ssm:SendCommand"),
    _running(_EC2, "ssm:StartSession"),
    _running(_EC2, "ec2-instance-connect:SendSSHPublicKey"),
    _running(_TASKS, "ecs:ExecuteCommand"),
    _running(_BUILD, "codebuild:StartBuild|codebuild:StartBuildBatch"),
    _running(_STACKS, "cloudformation:UpdateStack"),
    _running(_STACKS, "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
    _running(_GLUE, "glue:UpdateDevEndpoint"),
    _running(_STEPS, "states:UpdateStateMachine", "states:StartExecution"),
    _running(_LEARN, "sagemaker:CreatePresignedNotebookInstanceUrl"),
)

#: Every action that some way takes.
ACTIONS = tuple(sorted({action for way in WAYS for right in way.rights for action in right.actions}))
