"""Glue: the data catalog, its connections and jobs. Passwords and the values of arguments are never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, child_table, subject_table
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader
    from holdfast.facts.tables import Table

CATALOG = subject_table(
    "aws_glue_catalog",
    "The data catalog: one row an account and region.",
    (
        Column("encrypts_metadata", Type.BOOL, "Whether what it says of tables is encrypted with a KMS key."),
        Column("encrypts_passwords", Type.BOOL, "Whether passwords of connections are encrypted with a KMS key."),
        Column("has_policy", Type.BOOL, "Whether it has a policy that lets others in."),
        Column("has_databases", Type.BOOL, "Whether it describes any database, so that it is in use."),
    ),
    ("glue:GetDataCatalogEncryptionSettings", "glue:GetResourcePolicy", "glue:GetDatabases"),
    of="data catalog",
)

STATEMENT = statement_table(
    "aws_glue_catalog_policy_statement",
    parent=CATALOG.name,
    subject_column="catalog_arn",
    scope=Scope.REGION,
    calls=("glue:GetResourcePolicy",),
    description="Data catalogs' policies, one row for each statement, principal and action.",
)

CONNECTION = subject_table(
    "aws_glue_connection",
    "Connections of Glue to databases and other places.",
    (
        Column("kind", Type.TEXT, "`JDBC`, `KAFKA`, `MONGODB`, `NETWORK` ..."),
        Column("property_names", Type.TEXTS, "The names of its properties, sorted; never their values."),
        Column("requires_tls", Type.BOOL, "Whether it connects by TLS only, where its kind can be told to."),
        Column("can_require_tls", Type.BOOL, "Whether its kind can be told to."),
        Column("uses_secret", Type.BOOL, "Whether its password is in Secrets Manager."),
        Column("has_user", Type.BOOL, "Whether it signs in with a user's name of its own."),
        TAGS,
    ),
    ("glue:GetConnections", "glue:GetTags"),
    of="connection",
)

JOB = subject_table(
    "aws_glue_job",
    "Jobs of Glue.",
    (
        Column("kind", Type.TEXT, "`glueetl`, `gluestreaming`, `pythonshell` or `glueray`."),
        Column("glue_version", Type.TEXT, "The version of Glue, such as `5.0`."),
        Column("role", Type.TEXT, "The role that it runs as, by name or ARN."),
        Column("security_configuration", Type.TEXT, "The security configuration that it runs under; empty if none."),
        Column("logs_continuously", Type.BOOL, "Whether its log is written while it runs."),
        Column("has_arguments", Type.BOOL, "Whether it has default arguments."),
        TAGS,
    ),
    ("glue:GetJobs", "glue:GetTags"),
    of="job",
)

ARGUMENT = child_table(
    "aws_glue_job_argument",
    "The names of jobs' default arguments; their values are never kept.",
    (Column("name", Type.TEXT, "The argument's name, such as `--TempDir`."),),
    ("glue:GetJobs",),
    parent=JOB,
    key=("job_arn", "name"),
)

CONFIGURATION = subject_table(
    "aws_glue_security_configuration",
    "Security configurations: how jobs encrypt what they write.",
    (
        Column("encrypts_s3", Type.BOOL, "Whether what is written to S3 is encrypted."),
        Column("encrypts_logs", Type.BOOL, "Whether logs are encrypted with a KMS key."),
        Column("encrypts_bookmarks", Type.BOOL, "Whether bookmarks are encrypted with a KMS key."),
    ),
    ("glue:GetSecurityConfigurations",),
    of="security configuration (`glue-security-configuration:ACCOUNT/REGION/NAME`)",
)

_GONE = ("EntityNotFoundException",)
#: By kind: the property that makes a connection refuse plain text, and what it is where not said.
_TLS = {"JDBC": ("JDBC_ENFORCE_SSL", "false"), "KAFKA": ("KAFKA_SSL_ENABLED", "true")}


def _read_catalog(reader: Reader) -> None:
    arn = reader.arn("glue", "catalog")
    row: dict[str, object] = {"arn": arn, "name": f"Data catalog in {reader.region}"}
    with reader.part(CATALOG, subject=arn):
        answer = reader.ask("glue", "get_data_catalog_encryption_settings")["DataCatalogEncryptionSettings"]
        mode = (answer.get("EncryptionAtRest") or {}).get("CatalogEncryptionMode", "DISABLED")
        passwords = answer.get("ConnectionPasswordEncryption") or {}
        row["encrypts_metadata"] = mode != "DISABLED"
        row["encrypts_passwords"] = bool(passwords.get("ReturnConnectionPasswordEncrypted", False))
    with reader.part(CATALOG, STATEMENT, subject=arn):
        said = reader.call("glue", "get_resource_policy", absent=_GONE) or {}
        policy = said.get("PolicyInJson") or ""
        row["has_policy"] = bool(policy)
        reader.rows(STATEMENT, statement_rows("catalog_arn", arn, policy) if policy else [])
    with reader.part(CATALOG, subject=arn):
        row["has_databases"] = any(True for _ in reader.pages("glue", "get_databases", "DatabaseList"))
    reader.rows(CATALOG, [row])


def _tags(reader: Reader, table: Table, row: dict[str, object]) -> None:
    arn = str(row["arn"])
    with reader.part(table, subject=arn):
        row["tags"] = reader.ask("glue", "get_tags", gone=_GONE, ResourceArn=arn).get("Tags") or {}
    reader.rows(table, [row])


def _read_connection(reader: Reader, connection: dict[str, Any]) -> None:
    properties: dict[str, str] = connection.get("ConnectionProperties") or {}
    kind = connection.get("ConnectionType")  # without it nobody knows what it can be told
    tls, otherwise = _TLS.get(kind or "", ("", ""))
    _tags(
        reader,
        CONNECTION,
        {
            "arn": reader.arn("glue", f"connection/{connection['Name']}"),
            "name": connection["Name"],
            "kind": kind,
            "property_names": sorted(properties),
            "requires_tls": None if kind is None else properties.get(tls, otherwise).lower() == "true",
            "can_require_tls": None if kind is None else kind in _TLS,
            "uses_secret": "SECRET_ID" in properties
            or bool((connection.get("AuthenticationConfiguration") or {}).get("SecretArn")),
            "has_user": "USERNAME" in properties,
        },
    )


def _read_job(reader: Reader, job: dict[str, Any]) -> None:
    arn = reader.arn("glue", f"job/{job['Name']}")
    arguments: dict[str, str] = job.get("DefaultArguments") or {}
    _tags(
        reader,
        JOB,
        {
            "arn": arn,
            "name": job["Name"],
            "kind": (job.get("Command") or {}).get("Name", ""),
            "glue_version": job.get("GlueVersion") or "",
            "role": job.get("Role", ""),
            "security_configuration": job.get("SecurityConfiguration") or "",
            "has_arguments": bool(arguments),
            "logs_continuously": arguments.get("--enable-continuous-cloudwatch-log", "").lower() == "true",
        },
    )
    reader.rows(ARGUMENT, [{"job_arn": arn, "name": name} for name in sorted(arguments)])


def _configuration(reader: Reader, found: dict[str, Any]) -> dict[str, object]:
    encryption = found.get("EncryptionConfiguration") or {}
    s3 = [one.get("S3EncryptionMode", "DISABLED") for one in encryption.get("S3Encryption") or ()]
    logs = (encryption.get("CloudWatchEncryption") or {}).get("CloudWatchEncryptionMode", "DISABLED")
    bookmarks = (encryption.get("JobBookmarksEncryption") or {}).get("JobBookmarksEncryptionMode", "DISABLED")
    return {
        "arn": f"glue-security-configuration:{reader.account_id}/{reader.region}/{found['Name']}",
        "name": found["Name"],
        "encrypts_s3": bool(s3) and "DISABLED" not in s3,
        "encrypts_logs": logs != "DISABLED",
        "encrypts_bookmarks": bookmarks != "DISABLED",
    }


def _collect(reader: Reader) -> None:
    with reader.reading(CATALOG, STATEMENT):
        _read_catalog(reader)
    with reader.reading(CONNECTION):
        connections = reader.pages("glue", "get_connections", "ConnectionList", HidePassword=True)
        reader.each(lambda connection: _read_connection(reader, connection), connections)
    with reader.reading(JOB, ARGUMENT):
        reader.each(lambda job: _read_job(reader, job), reader.pages("glue", "get_jobs", "Jobs"))
    with reader.reading(CONFIGURATION):
        found = reader.pages("glue", "get_security_configurations", "SecurityConfigurations")
        reader.rows(CONFIGURATION, [_configuration(reader, one) for one in found])


SERVICE = Service("glue", Scope.REGION, (CATALOG, STATEMENT, CONNECTION, JOB, ARGUMENT, CONFIGURATION), _collect)
