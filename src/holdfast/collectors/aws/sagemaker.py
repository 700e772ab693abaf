"""SageMaker: notebooks, studio domains, models and endpoints. Code, data and the values of variables are never read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.collectors.aws.reader import Reader
    from holdfast.facts.tables import Table

_KEY = Column("kms_key", Type.TEXT, "The company's key that encrypts its storage; empty if it is AWS's own.")
_IN_VPC = Column("in_vpc", Type.BOOL, "Whether it is attached to a VPC of the company's.")

NOTEBOOK = subject_table(
    "aws_sagemaker_notebook_instance",
    "Notebook instances.",
    (
        Column("status", Type.TEXT, "`InService`, `Stopped` ..."),
        Column("role_arn", Type.TEXT, "The role by which code in it acts."),
        Column("direct_internet", Type.BOOL, "Whether it reaches the internet past the company's networks."),
        Column("root_access", Type.BOOL, "Whether those who use it are root on it."),
        Column("imds_version", Type.TEXT, "The oldest metadata service that it offers: `1` or `2`; empty if not said."),
        _IN_VPC,
        _KEY,
        TAGS,
    ),
    ("sagemaker:ListNotebookInstances", "sagemaker:DescribeNotebookInstance", "sagemaker:ListTags"),
    of="notebook instance",
)

DOMAIN = subject_table(
    "aws_sagemaker_domain",
    "Studio domains, in which people work.",
    (
        Column("status", Type.TEXT, "`InService`, `Pending` ..."),
        Column("sign_in", Type.TEXT, "`SSO` (IAM Identity Center) or `IAM`."),
        Column("vpc_only", Type.BOOL, "Whether all traffic goes through the company's VPC."),
        _KEY,
        TAGS,
    ),
    ("sagemaker:ListDomains", "sagemaker:DescribeDomain", "sagemaker:ListTags"),
    of="domain",
)

MODEL = subject_table(
    "aws_sagemaker_model",
    "Models that can be deployed.",
    (
        Column("role_arn", Type.TEXT, "The role by which its containers act; empty where not said."),
        Column("isolated", Type.BOOL, "Whether its containers can reach no network at all."),
        _IN_VPC,
        Column("images", Type.TEXTS, "The container images that it runs, sorted."),
        TAGS,
    ),
    ("sagemaker:ListModels", "sagemaker:DescribeModel", "sagemaker:ListTags"),
    of="model",
)

ENDPOINT_CONFIGURATION = subject_table(
    "aws_sagemaker_endpoint_configuration",
    "Configurations of endpoints, which answer with a model.",
    (
        _KEY,
        Column("instances", Type.INT, "The fewest instances that any of its variants begins with; 0 for serverless."),
        Column("serverless", Type.BOOL, "Whether AWS runs its instances unseen."),
        Column("captures_data", Type.BOOL, "Whether what is asked and answered is kept in S3."),
        TAGS,
    ),
    ("sagemaker:ListEndpointConfigs", "sagemaker:DescribeEndpointConfig", "sagemaker:ListTags"),
    of="endpoint configuration",
)


def _notebook(found: dict[str, Any]) -> dict[str, object]:
    metadata = found.get("InstanceMetadataServiceConfiguration") or {}
    return {
        "status": found.get("NotebookInstanceStatus", ""),
        "role_arn": found.get("RoleArn", ""),
        "direct_internet": (found.get("DirectInternetAccess") or "Enabled") == "Enabled",
        "root_access": (found.get("RootAccess") or "Enabled") == "Enabled",
        "imds_version": metadata.get("MinimumInstanceMetadataServiceVersion") or "",
        "in_vpc": bool(found.get("SubnetId")),
        "kms_key": found.get("KmsKeyId") or "",
    }


def _domain(found: dict[str, Any]) -> dict[str, object]:
    return {
        "status": found.get("Status", ""),
        "sign_in": found.get("AuthMode", ""),
        "vpc_only": found.get("AppNetworkAccessType") == "VpcOnly",
        "kms_key": found.get("KmsKeyId") or found.get("HomeEfsFileSystemKmsKeyId") or "",
    }


def _model(found: dict[str, Any]) -> dict[str, object]:
    containers = [
        *(found.get("Containers") or ()),
        *([found["PrimaryContainer"]] if found.get("PrimaryContainer") else ()),
    ]
    return {
        "role_arn": found.get("ExecutionRoleArn") or "",
        "isolated": bool(found.get("EnableNetworkIsolation", False)),
        "in_vpc": bool((found.get("VpcConfig") or {}).get("Subnets")),
        "images": sorted({one["Image"] for one in containers if one.get("Image")}),
    }


def _endpoint_configuration(found: dict[str, Any]) -> dict[str, object]:
    variants = found.get("ProductionVariants") or ()
    own = [variant.get("InitialInstanceCount") or 0 for variant in variants if not variant.get("ServerlessConfig")]
    return {
        "kms_key": found.get("KmsKeyId") or "",
        "instances": min(own, default=0),
        "serverless": bool(variants) and not own,
        "captures_data": bool((found.get("DataCaptureConfig") or {}).get("EnableCapture", False)),
    }


#: Of each table: the call that lists, its key, the ARN's and the name's key in it; the call that describes, and its
#: argument with the key in the list that holds it; what it fills.
_KINDS: tuple[tuple[Table, tuple[str, str, str, str], tuple[str, str, str], Callable[..., dict[str, object]]], ...] = (
    (
        NOTEBOOK,
        ("list_notebook_instances", "NotebookInstances", "NotebookInstanceArn", "NotebookInstanceName"),
        ("describe_notebook_instance", "NotebookInstanceName", "NotebookInstanceName"),
        _notebook,
    ),
    (
        DOMAIN,
        ("list_domains", "Domains", "DomainArn", "DomainName"),
        ("describe_domain", "DomainId", "DomainId"),
        _domain,
    ),
    (MODEL, ("list_models", "Models", "ModelArn", "ModelName"), ("describe_model", "ModelName", "ModelName"), _model),
    (
        ENDPOINT_CONFIGURATION,
        ("list_endpoint_configs", "EndpointConfigs", "EndpointConfigArn", "EndpointConfigName"),
        ("describe_endpoint_config", "EndpointConfigName", "EndpointConfigName"),
        _endpoint_configuration,
    ),
)
#: SageMaker names what is gone in one way, and for older calls in another.
_GONE = ("ResourceNotFound", "RecordNotFound")


def _read(
    reader: Reader,
    table: Table,
    keys: tuple[str, str],
    describe: tuple[str, str, str],
    columns: Callable[..., dict[str, object]],
    listed: dict[str, Any],
) -> None:
    arn, name = listed[keys[0]], listed[keys[1]]
    operation, argument, held_as = describe
    asked: dict[str, Any] = {argument: listed[held_as]}
    row: dict[str, object] = {"arn": arn, "name": name}
    with reader.part(table, subject=arn):
        row |= columns(reader.ask("sagemaker", operation, gone=_GONE, **asked))
    with reader.part(table, subject=arn):
        row["tags"] = tags(reader.pages("sagemaker", "list_tags", "Tags", gone=_GONE, ResourceArn=arn))
    reader.rows(table, [row])


def _collect(reader: Reader) -> None:
    for table, (operation, key, arn, name), describe, columns in _KINDS:
        with reader.reading(table):
            listed = reader.pages("sagemaker", operation, key)
            reader.each(partial(_read, reader, table, (arn, name), describe, columns), listed)


SERVICE = Service("sagemaker", Scope.REGION, (NOTEBOOK, DOMAIN, MODEL, ENDPOINT_CONFIGURATION), _collect)
