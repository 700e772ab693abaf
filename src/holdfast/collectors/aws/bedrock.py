"""Bedrock: what is recorded of the use of models, the guardrails, the agents. Prompts and answers are never read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

LOGGING = subject_table(
    "aws_bedrock_region",
    "Bedrock in a region: one row an account and region.",
    (
        Column("logs_invocations", Type.BOOL, "Whether calls of models are recorded anywhere."),
        Column("log_bucket", Type.TEXT, "The bucket that they are recorded in; empty if none."),
        Column("log_group", Type.TEXT, "The log group that they are recorded in; empty if none."),
        Column("logs_text", Type.BOOL, "Whether the record holds what was asked and answered."),
    ),
    ("bedrock:GetModelInvocationLoggingConfiguration",),
    of="region (`bedrock-region:ACCOUNT/REGION`)",
)

GUARDRAIL = subject_table(
    "aws_bedrock_guardrail",
    "Guardrails: what is filtered out of what people ask and models answer.",
    (
        Column("status", Type.TEXT, "`READY`, `CREATING` ..."),
        Column("kms_key_arn", Type.TEXT, "The company's key that encrypts it; empty if it is AWS's own."),
        Column("prompt_attack_strength", Type.TEXT, "How strictly attacks by prompt are filtered: `NONE` to `HIGH`."),
        Column("filters_personal_data", Type.BOOL, "Whether personal data is blocked or masked."),
        Column("filters_content", Type.BOOL, "Whether harmful content is filtered."),
        Column("checks_grounding", Type.BOOL, "Whether answers are held to their sources."),
        TAGS,
    ),
    ("bedrock:ListGuardrails", "bedrock:GetGuardrail", "bedrock:ListTagsForResource"),
    of="guardrail",
)

AGENT = subject_table(
    "aws_bedrock_agent",
    "Agents: models that call tools.",
    (
        Column("status", Type.TEXT, "`PREPARED`, `CREATING` ..."),
        Column("model", Type.TEXT, "The model that it asks, by id or ARN; empty if not chosen."),
        Column("role_arn", Type.TEXT, "The role by which it acts; empty where not said."),
        Column("has_guardrail", Type.BOOL, "Whether a guardrail stands before it."),
        Column("guardrail", Type.TEXT, "The guardrail, by id or ARN; empty if none."),
        Column("kms_key_arn", Type.TEXT, "The company's key that encrypts it; empty if it is AWS's own."),
        TAGS,
    ),
    ("bedrock:ListAgents", "bedrock:GetAgent", "bedrock:ListTagsForResource"),
    of="agent",
)

MODEL = subject_table(
    "aws_bedrock_custom_model",
    "Models that were trained on the company's data.",
    (
        Column("created_at", Type.TIME, "When it was made."),
        Column("base_model", Type.TEXT, "The model that it was made from."),
        Column("kms_key_arn", Type.TEXT, "The company's key that encrypts it; empty if it is AWS's own."),
        TAGS,
    ),
    ("bedrock:ListCustomModels", "bedrock:GetCustomModel", "bedrock:ListTagsForResource"),
    of="custom model",
)

_GONE = ("ResourceNotFoundException",)


def _tags(reader: Reader, arn: str) -> dict[str, str]:
    found = reader.ask("bedrock", "list_tags_for_resource", gone=_GONE, resourceARN=arn).get("tags") or ()
    return {tag["key"]: tag.get("value", "") for tag in found}


def _logging(reader: Reader) -> dict[str, object]:
    found = reader.ask("bedrock", "get_model_invocation_logging_configuration").get("loggingConfig") or {}
    bucket = (found.get("s3Config") or {}).get("bucketName") or ""
    group = (found.get("cloudWatchConfig") or {}).get("logGroupName") or ""
    return {
        "arn": f"bedrock-region:{reader.account_id}/{reader.region}",
        "name": f"Bedrock in {reader.region}",
        "logs_invocations": bool(bucket or group),
        "log_bucket": bucket,
        "log_group": group,
        "logs_text": bool(bucket or group) and bool(found.get("textDataDeliveryEnabled", False)),
    }


def _read_guardrail(reader: Reader, listed: dict[str, Any]) -> None:
    arn = listed["arn"]
    row: dict[str, object] = {"arn": arn, "name": listed["name"], "status": listed.get("status", "")}
    with reader.part(GUARDRAIL, subject=arn):
        found = reader.ask("bedrock", "get_guardrail", gone=_GONE, guardrailIdentifier=listed["id"])
        filters = {one["type"]: one for one in (found.get("contentPolicy") or {}).get("filters") or ()}
        personal = found.get("sensitiveInformationPolicy") or {}
        row |= {
            "kms_key_arn": found.get("kmsKeyArn") or "",
            "prompt_attack_strength": filters.pop("PROMPT_ATTACK", {}).get("inputStrength", "NONE"),
            "filters_content": any(one.get("outputStrength", "NONE") != "NONE" for one in filters.values()),
            "filters_personal_data": bool(personal.get("piiEntities") or personal.get("regexes")),
            "checks_grounding": bool((found.get("contextualGroundingPolicy") or {}).get("filters")),
        }
    with reader.part(GUARDRAIL, subject=arn):
        row["tags"] = _tags(reader, arn)
    reader.rows(GUARDRAIL, [row])


def _read_agent(reader: Reader, listed: dict[str, Any]) -> None:
    identifier = listed["agentId"]
    arn = reader.arn("bedrock", f"agent/{identifier}")
    row: dict[str, object] = {
        "arn": arn,
        "name": listed.get("agentName") or identifier,
        "status": listed.get("agentStatus", ""),
    }
    with reader.part(AGENT, subject=arn):
        agent = reader.ask("bedrock-agent", "get_agent", gone=_GONE, agentId=identifier)["agent"]
        guardrail = (agent.get("guardrailConfiguration") or {}).get("guardrailIdentifier") or ""
        row |= {
            "model": agent.get("foundationModel") or "",
            "role_arn": agent.get("agentResourceRoleArn") or "",
            "has_guardrail": bool(guardrail),
            "guardrail": guardrail,
            "kms_key_arn": agent.get("customerEncryptionKeyArn") or "",
        }
    with reader.part(AGENT, subject=arn):
        row["tags"] = (
            reader.ask("bedrock-agent", "list_tags_for_resource", gone=_GONE, resourceArn=arn).get("tags") or {}
        )
    reader.rows(AGENT, [row])


def _read_model(reader: Reader, listed: dict[str, Any]) -> None:
    arn = listed["modelArn"]
    row: dict[str, object] = {
        "arn": arn,
        "name": listed["modelName"],
        "created_at": utc(listed["creationTime"]),
        "base_model": listed.get("baseModelArn", ""),
    }
    with reader.part(MODEL, subject=arn):
        model = reader.ask("bedrock", "get_custom_model", gone=_GONE, modelIdentifier=arn)
        row["kms_key_arn"] = model.get("modelKmsKeyArn") or ""
    with reader.part(MODEL, subject=arn):
        row["tags"] = _tags(reader, arn)
    reader.rows(MODEL, [row])


def _collect(reader: Reader) -> None:
    with reader.reading(LOGGING):
        reader.rows(LOGGING, [_logging(reader)])
    with reader.reading(GUARDRAIL):
        guardrails = reader.pages("bedrock", "list_guardrails", "guardrails")
        reader.each(lambda one: _read_guardrail(reader, one), guardrails)
    with reader.reading(AGENT):
        agents = reader.pages("bedrock-agent", "list_agents", "agentSummaries")
        reader.each(lambda one: _read_agent(reader, one), agents)
    with reader.reading(MODEL):
        models = reader.pages("bedrock", "list_custom_models", "modelSummaries")
        reader.each(lambda one: _read_model(reader, one), models)


SERVICE = Service("bedrock", Scope.REGION, (LOGGING, GUARDRAIL, AGENT, MODEL), _collect)
