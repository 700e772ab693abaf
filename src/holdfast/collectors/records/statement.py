"""The Statement of Applicability and the objectives that people record, as tables.

The statement stands in ``org_soa_entry`` once a company keeps it as records; until then nothing is in
there, and the text ``applicability.yaml`` says it (``org_control``).
"""

from __future__ import annotations

from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

SOURCE = "records"


def _table(name: str, kind: str, description: str, *columns: Column) -> Table:
    """Declare a table of records, one row each, with the key ``kind:id``."""
    return Table(
        name=name,
        source=SOURCE,
        description=description,
        columns=(Column("subject", Type.TEXT, f"The subject's key, `{kind}:` and its id."), ACCOUNT, REGION, *columns),
        key=("subject",),
        scope=Scope.GLOBAL,
        subject="subject",
        name_column="id",
    )


ORG_SOA_ENTRY = _table(
    "org_soa_entry",
    "soa-entry",
    "What the recorded Statement of Applicability says of each control, of Annex A and of the company's own.",
    Column("id", Type.TEXT, "The control's id: `A.5.1`, or the company's own."),
    Column("title", Type.TEXT, "The title of a control of the company's own; empty for Annex A."),
    Column("own", Type.BOOL, "Whether it is a control of the company's own."),
    Column("applicable", Type.BOOL, "Whether it applies."),
    Column("implementation", Type.TEXT, "`implemented`, `planned` or `not implemented`."),
    Column("reason", Type.TEXT, "Why it is included or excluded, in words; empty where nothing is said."),
    Column("risks", Type.TEXTS, "The risks that ask for it."),
    Column("obligations", Type.TEXTS, "The laws and requirements that ask for it."),
    Column("contracts", Type.TEXTS, "The contracts that ask for it."),
    Column("how", Type.TEXT, "How it is implemented; empty where nothing is said."),
    Column("checks", Type.TEXTS, "The checks that show a control of the company's own."),
    Column("owned", Type.BOOL, "Whether an owner is named whose account is open."),
    Column("owner", Type.TEXT, "The owner's account, by key; empty where none is named.", personal=True),
    Column("team", Type.TEXT, "The owner's team; empty where none is known."),
    Column("dated", Type.BOOL, "Whether a day is named by which it is to be in place."),
    Column("due_at", Type.TIME, "The end of that day; NULL where `dated` is FALSE."),
)

ORG_SOA = _table(
    "org_soa",
    "soa",
    "Where the Statement of Applicability stands as a whole: one row, once records are kept.",
    Column("id", Type.TEXT, "Always `statement`."),
    Column("recorded", Type.BOOL, "Whether it is kept as records; else the company's text says it."),
    Column("approved", Type.BOOL, "Whether a version of it was ever approved."),
    Column("number", Type.INT, "The number of the version in force; 0 where none is.", boundary=(0, 1)),
    Column("upto", Type.INT, "The history's entry up to which that version tells; 0 where there is none."),
    Column("approved_at", Type.TIME, "When it was approved; NULL where `approved` is FALSE."),
    Column("approved_by", Type.TEXT, "Who approved it, by account; empty where nobody did.", personal=True),
    Column("approved_by_writer", Type.BOOL, "Whether who approved it wrote any of what it changed."),
    Column(
        "accepted", Type.INT, "How many risk owners approved its treatment plan and residual risk.", boundary=(0, 1)
    ),
    Column("accepted_by", Type.TEXTS, "Those risk owners' accounts, by key.", personal=True),
    Column("refused", Type.INT, "How many risk owners refused to.", boundary=(0, 1)),
    Column("changed", Type.INT, "How many entries have changed since that version, or are in none.", boundary=(0, 1)),
    Column("waiting", Type.BOOL, "Whether a version waits for a decision."),
)

ORG_OBJECTIVE = _table(
    "org_objective",
    "objective",
    "What the company wants to reach with its security, and by when; where it stands follows from results.",
    Column("id", Type.TEXT, "What people call it: `O-3`."),
    Column("title", Type.TEXT, "What is to be reached, in a few words."),
    Column("figure", Type.TEXT, "What is measured: `passing`, `effective` or `late`."),
    Column("about", Type.TEXT, "The framework or program that it is measured on; empty for checks, or for all."),
    Column("checks", Type.TEXTS, "The checks whose results are measured."),
    Column("target", Type.REAL, "The target: per cent at least, or findings at most."),
    Column("owned", Type.BOOL, "Whether an owner is named whose account is open."),
    Column("owner", Type.TEXT, "The owner's account, by key; empty where none is named.", personal=True),
    Column("team", Type.TEXT, "The owner's team; empty where none is known."),
    Column("planned", Type.BOOL, "Whether it says how it is to be reached."),
    Column("starts_at", Type.TIME, "When it begins."),
    Column("due_at", Type.TIME, "The end of the day by which it is to be reached."),
)

TABLES = (ORG_SOA_ENTRY, ORG_SOA, ORG_OBJECTIVE)
