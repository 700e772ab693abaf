"""SES: the domains and addresses that mail is sent from, and who may send as them. Mail is never read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.collectors.aws.policies import statement_rows, statement_table
from holdfast.collectors.aws.reader import Service
from holdfast.collectors.aws.regional import TAGS, subject_table, tags
from holdfast.facts.tables import Column, Scope, Type

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Reader

IDENTITY = subject_table(
    "aws_ses_identity",
    "Domains and addresses that mail is sent from.",
    (
        Column("kind", Type.TEXT, "`DOMAIN`, `EMAIL_ADDRESS` or `MANAGED_DOMAIN`."),
        Column("sending", Type.BOOL, "Whether mail can be sent from it."),
        Column("verified", Type.BOOL, "Whether it was shown to be the company's."),
        Column("dkim_signed", Type.BOOL, "Whether mail is signed, with a signature that receivers can verify."),
        Column("dkim_status", Type.TEXT, "`SUCCESS`, `PENDING`, `FAILED`, `NOT_STARTED` ..."),
        Column("dkim_key_bits", Type.INT, "The length of the signing key; 0 where not said.", boundary=(1024, 2048)),
        Column("mail_from_domain", Type.TEXT, "The domain of the envelope, for SPF; empty where it is SES's own."),
        Column("has_policy", Type.BOOL, "Whether policies say who else may send as it."),
        TAGS,
    ),
    ("ses:ListEmailIdentities", "ses:GetEmailIdentity"),
    of="identity",
)

STATEMENT = statement_table(
    "aws_ses_identity_policy_statement",
    parent=IDENTITY.name,
    subject_column="identity_arn",
    scope=Scope.REGION,
    calls=("ses:GetEmailIdentity",),
    description="Identities' policies: who else may send mail as them.",
    also=(Column("policy", Type.TEXT, "The policy's name; an identity may have several."),),
)

_KEY_BITS = {"RSA_1024_BIT": 1024, "RSA_2048_BIT": 2048}


def _read_identity(reader: Reader, listed: dict[str, Any]) -> None:
    name = listed["IdentityName"]
    arn = reader.arn("ses", f"identity/{name}")
    row: dict[str, object] = {
        "arn": arn,
        "name": name,
        "kind": listed.get("IdentityType", ""),
        "sending": bool(listed.get("SendingEnabled", False)),
    }
    with reader.part(IDENTITY, STATEMENT, subject=arn):
        answer = reader.ask("sesv2", "get_email_identity", gone=("NotFoundException",), EmailIdentity=name)
        row |= _details(answer)
        for policy, text in sorted((answer.get("Policies") or {}).items()):
            rows = statement_rows("identity_arn", arn, text)
            reader.rows(STATEMENT, [{**statement, "policy": policy} for statement in rows])
    reader.rows(IDENTITY, [row])


def _details(identity: dict[str, Any]) -> dict[str, object]:
    dkim = identity.get("DkimAttributes") or {}
    return {
        "verified": bool(identity.get("VerifiedForSendingStatus", False)),
        "dkim_signed": bool(dkim.get("SigningEnabled", False)) and dkim.get("Status") == "SUCCESS",
        "dkim_status": dkim.get("Status") or "",
        "dkim_key_bits": _KEY_BITS.get(dkim.get("CurrentSigningKeyLength") or "", 0),
        "mail_from_domain": (identity.get("MailFromAttributes") or {}).get("MailFromDomain") or "",
        "has_policy": bool(identity.get("Policies")),
        "tags": tags(identity.get("Tags")),
    }


def _collect(reader: Reader) -> None:
    with reader.reading(IDENTITY, STATEMENT):
        identities = reader.pages("sesv2", "list_email_identities", "EmailIdentities", PageSize=1000)
        reader.each(lambda identity: _read_identity(reader, identity), identities)


SERVICE = Service("ses", Scope.REGION, (IDENTITY, STATEMENT), _collect)
