"""OpenSearch (and Elasticsearch): search domains, how they are guarded, and who may use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

DOMAIN = subject_table(
    "aws_opensearch_domain",
    "OpenSearch and Elasticsearch domains.",
    (
        Column("engine_version", Type.TEXT, "Such as `OpenSearch_2.19` or `Elasticsearch_7.10`."),
        Column("encrypted_at_rest", Type.BOOL, "Whether indexes and logs are encrypted on disk."),
        Column("kms_key", Type.TEXT, "The KMS key as the domain names it; empty if none."),
        Column("encrypted_between_nodes", Type.BOOL, "Whether its nodes speak TLS with each other."),
        Column("requires_tls", Type.BOOL, "Whether it refuses plain HTTP."),
        Column("tls_policy", Type.TEXT, "The TLS versions that it accepts, by the name of AWS's policy."),
        Column("in_vpc", Type.BOOL, "Whether it stands in a VPC; otherwise it answers on the internet."),
        Column("vpc_id", Type.TEXT, "The VPC; empty if none."),
        Column("subnet_ids", Type.TEXTS, "The subnets; empty if none."),
        Column("security_group_ids", Type.TEXTS, "The security groups; empty if none."),
        Column("fine_grained_access", Type.BOOL, "Whether users sign in, each with rights of their own on indexes."),
        Column("internal_users", Type.BOOL, "Whether users with passwords are kept in the domain itself."),
        Column("anonymous_access", Type.BOOL, "Whether those who do not sign in are let through for the time being."),
        Column("cognito", Type.BOOL, "Whether people sign in to the dashboards through Cognito."),
        Column("saml", Type.BOOL, "Whether people sign in to the dashboards through SAML."),
        Column("log_exports", Type.TEXTS, "The logs that are sent to CloudWatch, such as `AUDIT_LOGS`; sorted."),
        Column("exports_audit_log", Type.BOOL, "Whether the log of who did what is among them."),
        Column("data_nodes", Type.INT, "How many nodes hold data."),
        Column("master_nodes", Type.INT, "How many nodes do nothing but lead; 0 if none."),
        Column("zone_aware", Type.BOOL, "Whether data is kept in several zones."),
        Column("update_available", Type.BOOL, "Whether AWS has newer service software for it."),
        Column("has_policy", Type.BOOL, "Whether it has an access policy."),
        TAGS,
    ),
    ("es:ListDomainNames", "es:DescribeDomains", "es:ListTags"),
    of="domain",
)

STATEMENT = statement_table(
    "aws_opensearch_domain_policy_statement",
    parent=DOMAIN.name,
    subject_column="domain_arn",
    scope=Scope.REGION,
    calls=("es:DescribeDomains",),
    description="Domains' access policies, one row for each statement, principal and action.",
)

#: As many domains are described by one call.
_AT_ONCE = 5


def _read_domain(reader: Reader, domain: dict[str, Any]) -> None:
    if domain.get("Deleted"):
        return
    arn = domain["ARN"]
    policy = domain.get("AccessPolicies") or ""
    row: dict[str, object] = {"arn": arn, "name": domain["DomainName"], "has_policy": bool(policy), **_row(domain)}
    with reader.part(DOMAIN, subject=arn):
        answer = reader.ask("opensearch", "list_tags", gone=("ResourceNotFoundException",), ARN=arn)
        row["tags"] = tags(answer.get("TagList"))
    with reader.part(STATEMENT, subject=arn):
        reader.rows(STATEMENT, statement_rows("domain_arn", arn, policy) if policy else [])
    reader.rows(DOMAIN, [row])


def _row(domain: dict[str, Any]) -> dict[str, object]:
    at_rest = domain.get("EncryptionAtRestOptions") or {}
    endpoint = domain.get("DomainEndpointOptions") or {}
    vpc = domain.get("VPCOptions") or {}
    security = domain.get("AdvancedSecurityOptions") or {}
    cluster = domain.get("ClusterConfig") or {}
    logs = domain.get("LogPublishingOptions") or {}
    exported = sorted(kind for kind, options in logs.items() if options.get("Enabled"))
    return {
        "engine_version": domain.get("EngineVersion", ""),
        "encrypted_at_rest": bool(at_rest.get("Enabled", False)),
        "kms_key": at_rest.get("KmsKeyId") or "",
        "encrypted_between_nodes": bool((domain.get("NodeToNodeEncryptionOptions") or {}).get("Enabled", False)),
        "requires_tls": bool(endpoint.get("EnforceHTTPS", False)),
        "tls_policy": endpoint.get("TLSSecurityPolicy") or "",
        "in_vpc": bool(vpc.get("VPCId") or vpc.get("SubnetIds")),
        "vpc_id": vpc.get("VPCId") or "",
        "subnet_ids": sorted(vpc.get("SubnetIds") or ()),
        "security_group_ids": sorted(vpc.get("SecurityGroupIds") or ()),
        "fine_grained_access": bool(security.get("Enabled", False)),
        "internal_users": bool(security.get("InternalUserDatabaseEnabled", False)),
        "anonymous_access": bool(security.get("AnonymousAuthEnabled", False)),
        "cognito": bool((domain.get("CognitoOptions") or {}).get("Enabled", False)),
        "saml": bool((security.get("SAMLOptions") or {}).get("Enabled", False)),
        "log_exports": exported,
        "exports_audit_log": "AUDIT_LOGS" in exported,
        "data_nodes": cluster.get("InstanceCount") or 0,
        "master_nodes": (cluster.get("DedicatedMasterCount") or 0) if cluster.get("DedicatedMasterEnabled") else 0,
        "zone_aware": bool(cluster.get("ZoneAwarenessEnabled", False)),
        "update_available": bool((domain.get("ServiceSoftwareOptions") or {}).get("UpdateAvailable", False)),
    }


def _collect(reader: Reader) -> None:
    with reader.reading(DOMAIN, STATEMENT):
        names = [one["DomainName"] for one in reader.pages("opensearch", "list_domain_names", "DomainNames")]
        domains: list[dict[str, Any]] = []
        for start in range(0, len(names), _AT_ONCE):
            # What was deleted meanwhile is simply not among those described.
            some = names[start : start + _AT_ONCE]
            domains += reader.ask("opensearch", "describe_domains", DomainNames=some)["DomainStatusList"]
        reader.each(lambda domain: _read_domain(reader, domain), domains)


SERVICE = Service("opensearch", Scope.REGION, (DOMAIN, STATEMENT), _collect)
