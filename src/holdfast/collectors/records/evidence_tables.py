"""Evidence as tables: the pieces, the controls that they serve, and who reviewed what was attested."""

from __future__ import annotations

from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

ORG_EVIDENCE = Table(
    name="org_evidence",
    source="records",
    description="Pieces of evidence: files, attestations, frozen results.",
    columns=(
        Column("subject", Type.TEXT, "The subject's key, `evidence:` and its number."),
        ACCOUNT,
        REGION,
        Column("id", Type.TEXT, "What people call it: `EV-12`."),
        Column("kind", Type.TEXT, "`file`, `attestation` or `results`."),
        Column("effective_at", Type.TIME, "The day for which it speaks."),
        Column("added_at", Type.TIME, "When it was added."),
        Column("expires", Type.BOOL, "Whether it has a last day."),
        Column("expires_at", Type.TIME, "The moment at which it has expired; NULL where `expires` is FALSE."),
        Column("digest", Type.TEXT, "The file's SHA-256; empty for an attestation."),
        Column("controls", Type.INT, "How many controls it serves.", boundary=(1,)),
    ),
    key=("subject",),
    scope=Scope.GLOBAL,
    subject="subject",
    name_column="id",
)

ORG_EVIDENCE_CONTROL = Table(
    name="org_evidence_control",
    source="records",
    description="The controls that a piece of evidence serves, one row each.",
    columns=(
        Column("subject", Type.TEXT, "The piece, as in `org_evidence`."),
        ACCOUNT,
        REGION,
        Column("control", Type.TEXT, "The control: framework and id, `iso27001:A.5.1`."),
    ),
    key=("subject", "control"),
    scope=Scope.GLOBAL,
    subject="subject",
    parent=ORG_EVIDENCE.name,
)

ORG_EVIDENCE_REVIEW = Table(
    name="org_evidence_review",
    source="records",
    description="What was attested as evidence, and whether somebody else has reviewed it.",
    columns=(
        Column("subject", Type.TEXT, "The piece, as in `org_evidence`."),
        ACCOUNT,
        REGION,
        Column("id", Type.TEXT, "What people call it: `EV-12`."),
        Column("effective_at", Type.TIME, "The day for which it speaks."),
        Column("reviewed", Type.BOOL, "Whether somebody has reviewed it."),
        Column("reviewed_at", Type.TIME, "When; NULL where `reviewed` is FALSE."),
        Column("reviewed_by_attester", Type.BOOL, "Whether who reviewed it is who attested or owns it."),
        Column("says_sample", Type.BOOL, "Whether it says what was looked at."),
    ),
    key=("subject",),
    scope=Scope.GLOBAL,
    subject="subject",
    name_column="id",
)

EVIDENCE_TABLES = (ORG_EVIDENCE, ORG_EVIDENCE_CONTROL, ORG_EVIDENCE_REVIEW)
