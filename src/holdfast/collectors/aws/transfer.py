"""Transfer Family: servers to which others bring files. Keys and passwords of users are never read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, name, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

SERVER = subject_table(
    "aws_transfer_server",
    "Servers to which files are brought over SFTP, FTPS, FTP or AS2.",
    (
        Column("status", Type.TEXT, "`ONLINE`, `OFFLINE` ..."),
        Column("protocols", Type.TEXTS, "`SFTP`, `FTPS`, `FTP` or `AS2`, sorted."),
        Column("speaks_plain_ftp", Type.BOOL, "Whether FTP, which encrypts nothing, is among them."),
        Column("is_public", Type.BOOL, "Whether it answers on the internet at an address of AWS's."),
        Column("endpoint", Type.TEXT, "`PUBLIC`, `VPC` or `VPC_ENDPOINT`."),
        Column("identity_provider", Type.TEXT, "Who knows its users: `SERVICE_MANAGED`, `API_GATEWAY` ..."),
        Column("security_policy", Type.TEXT, "The ciphers that it accepts, by the name of AWS's policy."),
        Column(
            "security_policy_year", Type.INT, "The year in that name; 0 where it names none.", boundary=(2018, 2024)
        ),
        Column("logs", Type.BOOL, "Whether what users do is logged."),
        Column("users", Type.INT, "How many users it keeps itself."),
        TAGS,
    ),
    ("transfer:ListServers", "transfer:DescribeServer"),
    of="server",
)


def _read_server(reader: Reader, listed: dict[str, Any]) -> None:
    arn, identifier = listed["Arn"], listed["ServerId"]
    row: dict[str, object] = {
        "arn": arn,
        "name": identifier,
        "status": listed.get("State", ""),
        "endpoint": listed.get("EndpointType", ""),
        "is_public": listed.get("EndpointType") == "PUBLIC",
        "identity_provider": listed.get("IdentityProviderType", ""),
        "users": listed.get("UserCount") or 0,
    }
    with reader.part(SERVER, subject=arn):
        answer = reader.ask("transfer", "describe_server", gone=("ResourceNotFoundException",), ServerId=identifier)
        row |= _details(answer["Server"])
    reader.rows(SERVER, [row])


def _details(server: dict[str, Any]) -> dict[str, object]:
    protocols = sorted(server.get("Protocols") or ("SFTP",))
    policy = server.get("SecurityPolicyName") or ""
    year = re.search(r"-(20\d\d)-", policy)
    return {
        "name": name(server, server["ServerId"]),
        "protocols": protocols,
        "speaks_plain_ftp": "FTP" in protocols,
        "security_policy": policy,
        "security_policy_year": int(year.group(1)) if year else 0,
        "logs": bool(server.get("StructuredLogDestinations") or server.get("LoggingRole")),
        "tags": tags(server.get("Tags")),
    }


def _collect(reader: Reader) -> None:
    with reader.reading(SERVER):
        servers = reader.pages("transfer", "list_servers", "Servers")
        reader.each(lambda server: _read_server(reader, server), servers)


SERVICE = Service("transfer", Scope.REGION, (SERVER,), _collect)
