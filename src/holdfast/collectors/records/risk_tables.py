"""Risks, what is done about them and what was accepted, as tables; titles and words of people stay in the records."""

from __future__ import annotations

from holdfast.collectors.records.statement import SOURCE
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type


def _table(name: str, what: str, number: str, description: str, *columns: Column) -> Table:
    return Table(
        name=name,
        source=SOURCE,
        description=description,
        columns=(
            Column("subject", Type.TEXT, f"The subject's key, `{what}:` and its number."),
            ACCOUNT,
            REGION,
            Column("id", Type.TEXT, f"What people call it: `{number}`."),
            *columns,
        ),
        key=("subject",),
        scope=Scope.GLOBAL,
        subject="subject",
        name_column="id",
    )


ORG_RISK = _table(
    "org_risk",
    "risk",
    "R-12",
    "The risks of the register, with the level that the company's method gives their rating.",
    Column("category", Type.TEXT, "The kind of risk, as in risk.yaml; empty where none is said."),
    Column("team", Type.TEXT, "The team that it belongs to; empty where none is said."),
    Column("has_owner", Type.BOOL, "Whether somebody owns it whose account is open."),
    Column("response", Type.TEXT, "`modify`, `avoid`, `share` or `retain`; empty while nobody has decided."),
    Column("raised_at", Type.TIME, "When it was raised."),
    Column("rated", Type.BOOL, "Whether it is rated on the company's scales."),
    Column("likelihood", Type.INT, "The step of likelihood as things are; NULL where `rated` is FALSE."),
    Column("impact", Type.INT, "The step of impact as things are; NULL where `rated` is FALSE."),
    Column("level", Type.TEXT, "The level of that, by id; empty where `rated` is FALSE."),
    Column("within_appetite", Type.BOOL, "Whether that level needs no decision; NULL where `rated` is FALSE."),
    Column("review_due_at", Type.TIME, "The end of the last day of its period of review; NULL where `rated` is FALSE."),
    Column("open_treatments", Type.INT, "How many treatments are planned or begun.", boundary=(0, 1)),
    Column("accepted", Type.BOOL, "Whether its owner has accepted a level that is no lower."),
    Column("accepted_until", Type.TIME, "Until when; NULL where `accepted` is FALSE."),
    Column("estimated", Type.BOOL, "Whether somebody has said what it costs."),
    Column("controls", Type.INT, "How many controls are named that hold it down.", boundary=(0, 1)),
)

ORG_RISK_CONTROL = Table(
    name="org_risk_control",
    source=SOURCE,
    description="The controls that hold risks down, or that their treatments take.",
    columns=(
        Column("subject", Type.TEXT, "The risk, as in `org_risk`."),
        ACCOUNT,
        REGION,
        Column("control", Type.TEXT, "The control: `iso27001:A.8.3`."),
        Column("holds_down", Type.BOOL, "Whether it holds the risk down today."),
        Column("in_treatment", Type.BOOL, "Whether a treatment takes it that was not dropped."),
    ),
    key=("subject", "control"),
    scope=Scope.GLOBAL,
    subject="subject",
    parent=ORG_RISK.name,
)

ORG_TREATMENT = _table(
    "org_treatment",
    "treatment",
    "T-12",
    "What is done about the risks of the register.",
    Column("risk", Type.TEXT, "The risk, by its subject."),
    Column("team", Type.TEXT, "The risk's team."),
    Column("stage", Type.TEXT, "`planned`, `begun`, `done` or `dropped`."),
    Column("open", Type.BOOL, "Whether it is still to be carried out."),
    Column("has_owner", Type.BOOL, "Whether somebody carries it out whose account is open."),
    Column("agreed", Type.BOOL, "Whether the risk's owner has agreed to it as it stands."),
    Column("due_at", Type.TIME, "The end of the day by which it is to be done."),
    Column("done_at", Type.TIME, "The day on which it was done; NULL where it is not."),
)

ORG_RISK_ACCEPTANCE = _table(
    "org_risk_acceptance",
    "acceptance",
    "A-12",
    "What remains of risks, as their owners have accepted it.",
    Column("risk", Type.TEXT, "The risk, by its subject."),
    Column("team", Type.TEXT, "The risk's team."),
    Column("level", Type.TEXT, "The level that was accepted, by id."),
    Column("accepted_at", Type.TIME, "When."),
    Column("ends_at", Type.TIME, "The moment at which it ends, or has been ended."),
    Column("superseded", Type.BOOL, "Whether a later one took its place, or it was taken back."),
    Column("needed", Type.BOOL, "Whether the risk is above appetite and nothing is being done about it."),
    Column("with_authority", Type.BOOL, "Whether who accepted held a role that day that may accept this level."),
    Column("covers", Type.BOOL, "Whether the risk is no graver today than what was accepted; NULL if it is not rated."),
)

ORG_RISK_PROPOSAL = _table(
    "org_risk_proposal",
    "proposal",
    "P-12",
    "Higher ratings that were proposed because a control that holds a risk down started failing.",
    Column("risk", Type.TEXT, "The risk, by its subject."),
    Column("team", Type.TEXT, "The risk's team."),
    Column("control", Type.TEXT, "The control that is failing: `iso27001:A.8.3`."),
    Column("failing_since", Type.TIME, "Since when it was."),
    Column("answer", Type.TEXT, "`open`, `confirmed`, `declined` or `lapsed`."),
    Column("proposed_at", Type.TIME, "When it was proposed."),
)

RISK_TABLES = (ORG_RISK, ORG_RISK_CONTROL, ORG_TREATMENT, ORG_RISK_ACCEPTANCE, ORG_RISK_PROPOSAL)
