"""CodeBuild: how projects build, what they can reach, and the names of their variables. Values are never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table
from holdfast.collectors.aws.shared_calls import ask_in_batches
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.collectors.aws.reader import Reader

_CALLS = ("codebuild:ListProjects", "codebuild:BatchGetProjects")

PROJECT = subject_table(
    "aws_codebuild_project",
    "CodeBuild's projects.",
    (
        Column("is_public", Type.BOOL, "Whether everybody may see its builds, their logs and what they made."),
        Column(
            "is_privileged", Type.BOOL, "Whether a build is as mighty as its host, as building images with Docker asks."
        ),
        Column("service_role_arn", Type.TEXT, "The role that builds have."),
        Column("source_type", Type.TEXT, "Where the code comes from: `GITHUB`, `CODECOMMIT`, `S3`, `NO_SOURCE` ..."),
        Column("source_url_holds_login", Type.BOOL, "Whether the address of some source has a user or token in it."),
        Column("source_checks_tls", Type.BOOL, "Whether each source's certificate is checked."),
        Column("logs", Type.BOOL, "Whether builds' logs are kept, in CloudWatch or S3."),
        Column("logs_encrypted", Type.BOOL, "Whether logs that go to S3 are encrypted there; TRUE where none go."),
        Column("artifacts_encrypted", Type.BOOL, "Whether what is built is encrypted; TRUE where nothing is kept."),
        TAGS,
    ),
    _CALLS,
    of="project",
)

VARIABLE = child_table(
    "aws_codebuild_variable",
    "The names of projects' variables; their values are never kept.",
    (
        Column("name", Type.TEXT, "The variable's name."),
        Column("is_plain", Type.BOOL, "Whether its value stands in the project itself."),
    ),
    _CALLS,
    parent=PROJECT,
    key=("project_arn", "name"),
)

#: BatchGetProjects takes so many at once.
_BATCH = 100


def _collect(reader: Reader) -> None:
    with reader.reading(PROJECT, VARIABLE):
        names = {
            reader.arn("codebuild", f"project/{name}"): name
            for name in reader.pages("codebuild", "list_projects", "projects")
        }

        def ask(some: list[str]) -> dict[str, Mapping[str, Any]]:
            answer = reader.ask("codebuild", "batch_get_projects", names=[names[arn] for arn in some])
            found = {one["name"]: one for one in answer.get("projects") or ()}
            return {arn: found[names[arn]] for arn in some if names[arn] in found}

        said, gone = ask_in_batches(reader, (PROJECT, VARIABLE), list(names), _BATCH, ask)
        for arn in names.keys() - gone:
            project = said.get(arn)
            reader.rows(PROJECT, [{"arn": arn, "name": names[arn], **(_settings(project) if project else {})}])
            variables = (project or {}).get("environment", {}).get("environmentVariables") or ()
            kinds = {one["name"]: one.get("type", "PLAINTEXT") == "PLAINTEXT" for one in variables}
            reader.rows(
                VARIABLE,
                [{"project_arn": arn, "name": name, "is_plain": plain} for name, plain in sorted(kinds.items())],
            )


def _settings(project: Mapping[str, Any]) -> dict[str, object]:
    sources = [project["source"], *(project.get("secondarySources") or ())]
    logs = project.get("logsConfig") or {}
    files = logs.get("s3Logs") or {}
    kept = [project.get("artifacts") or {}, *(project.get("secondaryArtifacts") or ())]
    to_s3 = files.get("status") == "ENABLED"
    return {
        "is_public": project.get("projectVisibility") == "PUBLIC_READ",
        "is_privileged": bool((project.get("environment") or {}).get("privilegedMode", False)),
        "service_role_arn": project.get("serviceRole", ""),
        "source_type": project["source"]["type"],
        "source_url_holds_login": any("@" in urlsplit(one.get("location") or "").netloc for one in sources),
        "source_checks_tls": not any(one.get("insecureSsl", False) for one in sources),
        # Nothing said of CloudWatch means that logs go there.
        "logs": to_s3 or (logs.get("cloudWatchLogs") or {}).get("status", "ENABLED") == "ENABLED",
        "logs_encrypted": not (to_s3 and files.get("encryptionDisabled", False)),
        "artifacts_encrypted": not any(
            one.get("type") == "S3" and one.get("encryptionDisabled", False) for one in kept
        ),
        "tags": {tag["key"]: tag.get("value", "") for tag in project.get("tags") or ()},
    }


SERVICE = Service("codebuild", Scope.REGION, (PROJECT, VARIABLE), _collect)
