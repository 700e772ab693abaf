"""Bedrock and SageMaker hold what boto3 says, and a refusal costs only its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denials import Cost, hold_to_costs
from simulated_account import NOW

from holdfast.collectors.aws import bedrock, sagemaker
from holdfast.facts.tables import State

if TYPE_CHECKING:
    from simulated_account import SimulatedAws

    from holdfast.facts.tables import Table

REGION = "eu-west-1"
TAGS = [{"Key": "service", "Value": "search"}]
ROLE = "arn:aws:iam::123456789012:role/SageMakerRole"
TAGGED = frozenset({"tags"})
#: moto has no guardrails.
GUARDRAILS: dict[str, Any] = {
    "bedrock:ListGuardrails": {"guardrails": [{"arn": "arn:g", "id": "g", "name": "people", "status": "READY"}]},
    "bedrock:GetGuardrail": {
        "contentPolicy": {
            "filters": [
                {"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"},
                {"type": "HATE", "inputStrength": "LOW", "outputStrength": "LOW"},
            ]
        },
        "sensitiveInformationPolicy": {"piiEntities": [{"type": "EMAIL", "action": "ANONYMIZE"}]},
    },
    "bedrock:ListTagsForResource": {"tags": [{"key": "service", "value": "search"}]},
}


def _described(table: Table, *spared: str) -> frozenset[str]:
    names = frozenset(column.name for column in table)
    return names - {"arn", "name", "account_id", "region", "tags", *spared}


BEDROCK: dict[str, Cost] = {
    "bedrock:GetModelInvocationLoggingConfiguration": (bedrock.LOGGING,),
    "bedrock:ListGuardrails": (bedrock.GUARDRAIL,),
    "bedrock:GetGuardrail": {bedrock.GUARDRAIL: _described(bedrock.GUARDRAIL, "status")},
    "bedrock:ListTagsForResource": {bedrock.GUARDRAIL: TAGGED},
    "bedrock-agent:ListAgents": (bedrock.AGENT,),
    "bedrock-agent:GetAgent": {bedrock.AGENT: _described(bedrock.AGENT, "status")},
    "bedrock-agent:ListTagsForResource": {bedrock.AGENT: TAGGED},
    "bedrock:ListCustomModels": (bedrock.MODEL,),
}
SAGEMAKER: tuple[tuple[Table, str, str], ...] = (
    (sagemaker.NOTEBOOK, "ListNotebookInstances", "DescribeNotebookInstance"),
    (sagemaker.DOMAIN, "ListDomains", "DescribeDomain"),
    (sagemaker.MODEL, "ListModels", "DescribeModel"),
    (sagemaker.ENDPOINT_CONFIGURATION, "ListEndpointConfigs", "DescribeEndpointConfig"),
)


def test_bedrock_is_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    aws.seed.client("bedrock", region_name=REGION).put_model_invocation_logging_configuration(
        loggingConfig={
            "s3Config": {"bucketName": "prompts"},
            "textDataDeliveryEnabled": True,
            "imageDataDeliveryEnabled": False,
            "embeddingDataDeliveryEnabled": False,
        }
    )
    client = aws.seed.client("bedrock-agent", region_name=REGION)
    agent = client.create_agent(
        agentName="helper",
        agentResourceRoleArn=ROLE,
        foundationModel="a-model",
        customerEncryptionKeyArn="arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000",
        tags={"service": "search"},
    )["agent"]
    aws.answers.update(GUARDRAILS)
    asked = ("bedrock:GetGuardrail", "bedrock:ListTagsForResource", "bedrock-agent:GetAgent")
    got = hold_to_costs(aws, bedrock.SERVICE, BEDROCK, gone=dict.fromkeys(asked, "ResourceNotFoundException"))
    row = got.row(bedrock.LOGGING)
    assert (row["logs_invocations"], row["log_bucket"], row["log_group"]) == (True, "prompts", "")
    row = got.row(bedrock.GUARDRAIL)
    assert (row["prompt_attack_strength"], row["filters_personal_data"]) == ("HIGH", True)
    assert (row["filters_content"], row["checks_grounding"], row["tags"]) == (True, False, {"service": "search"})
    row = got.row(bedrock.AGENT)
    assert (row["arn"], row["name"], row["has_guardrail"]) == (agent["agentArn"], "helper", False)
    assert (row["role_arn"], row["tags"]) == (ROLE, {"service": "search"})


def test_a_custom_model_is_read(aws: SimulatedAws) -> None:
    model = {"modelArn": "arn:m", "modelName": "captions", "creationTime": NOW, "baseModelArn": "arn:b"}
    aws.answers["bedrock:ListCustomModels"] = {"modelSummaries": [model]}
    aws.answers["bedrock:GetCustomModel"] = {"modelKmsKeyArn": "arn:k"}
    aws.answers["bedrock:ListTagsForResource"] = {"tags": []}
    whole = aws.collect([bedrock.SERVICE]).row(bedrock.MODEL)
    assert (whole["name"], whole["kms_key_arn"], whole["tags"]) == ("captions", "arn:k", {})
    for call, column in (("bedrock:GetCustomModel", "kms_key_arn"), ("bedrock:ListTagsForResource", "tags")):
        aws.deny(call, code="AccessDeniedException")
        got = aws.collect([bedrock.SERVICE])
        assert got.row(bedrock.MODEL) == {**whole, column: None}
        assert got.state(bedrock.MODEL, REGION, "arn:m") is State.DENIED
        aws.refusals.clear()
        aws.deny(call, code="ResourceNotFoundException")
        assert aws.collect([bedrock.SERVICE]).rows(bedrock.MODEL) == []
        aws.refusals.clear()


def test_an_agent_with_a_guardrail_has_one(aws: SimulatedAws) -> None:
    aws.answers["bedrock-agent:ListAgents"] = {"agentSummaries": [{"agentId": "a", "agentStatus": "PREPARED"}]}
    aws.answers["bedrock-agent:GetAgent"] = {"agent": {"guardrailConfiguration": {"guardrailIdentifier": "g"}}}
    aws.answers["bedrock-agent:ListTagsForResource"] = {"tags": {}}
    row = aws.collect([bedrock.SERVICE]).row(bedrock.AGENT)
    assert (row["name"], row["has_guardrail"], row["guardrail"]) == ("a", True, "g")


def seed_sagemaker(aws: SimulatedAws) -> Any:
    """Make one guarded and one open thing of each kind."""
    client = aws.seed.client("sagemaker", region_name=REGION)
    for name, good in (("guarded", True), ("open", False)):
        client.create_notebook_instance(
            NotebookInstanceName=name,
            InstanceType="ml.t3.medium",
            RoleArn=ROLE,
            DirectInternetAccess="Disabled" if good else "Enabled",
            RootAccess="Disabled" if good else "Enabled",
            Tags=TAGS,
            **({"SubnetId": "subnet-1", "KmsKeyId": "k", "SecurityGroupIds": ["sg-1"]} if good else {}),
        )
        client.create_domain(
            DomainName=name,
            AuthMode="SSO" if good else "IAM",
            DefaultUserSettings={"ExecutionRole": ROLE},
            SubnetIds=["subnet-1"],
            VpcId="vpc-1",
            AppNetworkAccessType="VpcOnly" if good else "PublicInternetOnly",
            Tags=TAGS,
        )
        client.create_model(
            ModelName=name,
            ExecutionRoleArn=ROLE,
            PrimaryContainer={"Image": "an-image", "Environment": {"TOKEN": "not-for-keeping"}},
            Tags=TAGS,
            **({"VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}} if good else {}),
        )
        client.create_endpoint_config(
            EndpointConfigName=name,
            ProductionVariants=[
                {
                    "VariantName": "all",
                    "ModelName": name,
                    "InitialInstanceCount": 2 if good else 1,
                    "InstanceType": "ml.t2.medium",
                    "InitialVariantWeight": 1.0,
                }
            ],
            Tags=TAGS,
            **({"KmsKeyId": "k"} if good else {}),
        )
    return client


def test_sagemaker_is_what_boto3_says_and_a_denied_call_costs_only_its_own(aws: SimulatedAws) -> None:
    client = seed_sagemaker(aws)
    got = aws.collect([sagemaker.SERVICE])
    assert got.unread() == []
    for table, listed in (
        (
            sagemaker.NOTEBOOK,
            [one["NotebookInstanceArn"] for one in client.list_notebook_instances()["NotebookInstances"]],
        ),
        (sagemaker.DOMAIN, [one["DomainArn"] for one in client.list_domains()["Domains"]]),
        (sagemaker.MODEL, [one["ModelArn"] for one in client.list_models()["Models"]]),
        (
            sagemaker.ENDPOINT_CONFIGURATION,
            [one["EndpointConfigArn"] for one in client.list_endpoint_configs()["EndpointConfigs"]],
        ),
    ):
        assert {row["arn"] for row in got.rows(table)} == set(listed)
        assert {str(row["tags"]) for row in got.rows(table)} == {"{'service': 'search'}"}
    for name, good in (("guarded", True), ("open", False)):
        row = got.row(sagemaker.NOTEBOOK, name=name)
        assert (row["direct_internet"], row["root_access"], row["in_vpc"]) == (not good, not good, good)
        assert (row["role_arn"], row["kms_key"]) == (ROLE, "k" if good else "")
        row = got.row(sagemaker.DOMAIN, name=name)
        assert (row["sign_in"], row["vpc_only"]) == ("SSO" if good else "IAM", good)
        row = got.row(sagemaker.MODEL, name=name)
        assert (row["in_vpc"], row["images"]) == (good, ["an-image"])
        row = got.row(sagemaker.ENDPOINT_CONFIGURATION, name=name)
        assert (row["kms_key"], row["instances"], row["serverless"]) == ("k" if good else "", 2 if good else 1, False)
    assert "not-for-keeping" not in str(got.tables)
    aws.remembering = True
    for table, lists, describes in SAGEMAKER:
        for call, expected in (
            (lists, []),
            (describes, [{**row, **dict.fromkeys(_described(table))} for row in got.rows(table)]),
        ):
            aws.deny(f"sagemaker:{call}", code="AccessDeniedException")
            refused = aws.collect([sagemaker.SERVICE])
            assert refused.rows(table) == expected, call
            assert {line[0] for line in refused.unread()} == {table.name}
            aws.refusals.clear()
        aws.deny(f"sagemaker:{describes}", code="ResourceNotFound")
        refused = aws.collect([sagemaker.SERVICE])
        assert (refused.rows(table), refused.unread()) == ([], [])
        aws.refusals.clear()
    aws.deny("sagemaker:ListTags", code="AccessDeniedException")
    refused = aws.collect([sagemaker.SERVICE])
    for table, *_ in SAGEMAKER:
        assert refused.rows(table) == [{**row, "tags": None} for row in got.rows(table)]


def test_a_serverless_endpoint_has_no_instances(aws: SimulatedAws) -> None:
    aws.answers["sagemaker:ListEndpointConfigs"] = {
        "EndpointConfigs": [{"EndpointConfigArn": "arn:e", "EndpointConfigName": "e"}]
    }
    aws.answers["sagemaker:DescribeEndpointConfig"] = {
        "ProductionVariants": [{"ServerlessConfig": {"MemorySizeInMB": 1}}]
    }
    aws.answers["sagemaker:ListTags"] = {"Tags": []}
    row = aws.collect([sagemaker.SERVICE]).row(sagemaker.ENDPOINT_CONFIGURATION)
    assert (row["serverless"], row["instances"], row["captures_data"]) == (True, 0, False)


def test_an_empty_region_is_read_whole(aws: SimulatedAws) -> None:
    got = aws.collect([bedrock.SERVICE, sagemaker.SERVICE])
    assert got.unread() == []
    assert got.row(bedrock.LOGGING)["logs_invocations"] is False
    for table in (*sagemaker.SERVICE.tables, bedrock.AGENT, bedrock.MODEL):
        assert (got.rows(table), got.state(table, REGION)) == ([], State.READ)
