"""IAM's identity providers: whose word the account takes for who somebody is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.collectors.aws.dates import utc
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

_CREATED = Column("created_at", Type.TIME, "When it was made.")

SAML_PROVIDER = subject_table(
    "aws_iam_saml_provider",
    "SAML providers: companies' own sign-in, which roles may trust.",
    (
        _CREATED,
        Column("has_end", Type.BOOL, "Whether its metadata says until when it holds."),
        Column("expires_at", Type.TIME, "Until when its metadata holds; NULL where it does not say."),
        TAGS,
    ),
    ("iam:ListSAMLProviders", "iam:GetSAMLProvider"),
    of="provider",
    scope=Scope.GLOBAL,
)

OIDC_PROVIDER = subject_table(
    "aws_iam_oidc_provider",
    "OpenID Connect providers: GitHub, GitLab, Kubernetes clusters and others, which roles may trust.",
    (
        _CREATED,
        Column("client_ids", Type.TEXTS, "The audiences that its tokens may be for."),
        TAGS,
    ),
    ("iam:ListOpenIDConnectProviders", "iam:GetOpenIDConnectProvider"),
    of="provider",
    scope=Scope.GLOBAL,
)

_GONE = ("NoSuchEntity",)


def _collect(reader: Reader) -> None:
    with reader.reading(SAML_PROVIDER):
        listed = reader.pages("iam", "list_saml_providers", "SAMLProviderList")
        reader.each(lambda one: _read_saml(reader, one["Arn"]), listed)
    with reader.reading(OIDC_PROVIDER):
        listed = reader.pages("iam", "list_open_id_connect_providers", "OpenIDConnectProviderList")
        reader.each(lambda one: _read_oidc(reader, one["Arn"]), listed)


def _read_saml(reader: Reader, arn: str) -> None:
    row: dict[str, object] = {"arn": arn, "name": arn.rpartition("/")[2]}
    with reader.part(SAML_PROVIDER, subject=arn):
        said = reader.ask("iam", "get_saml_provider", gone=_GONE, SAMLProviderArn=arn)
        row |= {
            "created_at": utc(said["CreateDate"]),
            "has_end": bool(said.get("ValidUntil")),
            "expires_at": utc(said["ValidUntil"]) if said.get("ValidUntil") else None,
            "tags": tags(said.get("Tags")),
        }
    reader.rows(SAML_PROVIDER, [row])


def _read_oidc(reader: Reader, arn: str) -> None:
    row: dict[str, object] = {"arn": arn, "name": arn.partition("/")[2]}
    with reader.part(OIDC_PROVIDER, subject=arn):
        said = reader.ask("iam", "get_open_id_connect_provider", gone=_GONE, OpenIDConnectProviderArn=arn)
        row |= {
            "created_at": utc(said["CreateDate"]),
            "client_ids": sorted(said.get("ClientIDList") or ()),
            "tags": tags(said.get("Tags")),
        }
    reader.rows(OIDC_PROVIDER, [row])


SERVICE = Service("iam_providers", Scope.GLOBAL, (SAML_PROVIDER, OIDC_PROVIDER), _collect)
