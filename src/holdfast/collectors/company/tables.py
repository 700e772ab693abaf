"""The company's own words as tables, so that checks judge them like anything else.

Nothing here names a person: people are known by the pseudonymous id of the company's file.
"""

from __future__ import annotations

from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

SOURCE = "company"


def _table(name: str, kind: str, description: str, *columns: Column, name_column: str = "id") -> Table:
    """Declare a table of the company's own things, one row each, with the key ``kind:id``."""
    subject = Column("subject", Type.TEXT, f"The subject's key, `{kind}:` and its id.")
    return Table(
        name=name,
        source=SOURCE,
        description=description,
        columns=(subject, ACCOUNT, REGION, *columns),
        key=("subject",),
        scope=Scope.GLOBAL,
        subject="subject",
        name_column=name_column,
    )


ORG_TEAM = _table(
    "org_team",
    "team",
    "The company's teams.",
    Column("id", Type.TEXT, "The team's id."),
    Column("title", Type.TEXT, "What people call it."),
    Column("about", Type.TEXT, "What it does; empty where nothing is said."),
    Column("people", Type.INT, "How many people are in it.", boundary=(0, 1)),
    Column("champions", Type.INT, "How many of them have the role `champion`.", boundary=(0, 1)),
    name_column="title",
)

ORG_PERSON = _table(
    "org_person",
    "person",
    "People who work for the company, by pseudonymous id; never by name or address.",
    Column("id", Type.TEXT, "The person's pseudonymous id.", personal=True),
    Column("team", Type.TEXT, "The id of the person's team."),
    Column("roles", Type.TEXTS, "Roles that the person holds.", personal=True),
)

ORG_PROGRAM = _table(
    "org_program",
    "program",
    "The security programs, and whether somebody carries them.",
    Column("id", Type.TEXT, "The program's id."),
    Column("title", Type.TEXT, "The program's title."),
    Column("named_team", Type.TEXT, "The team that the program's text names."),
    Column("team", Type.TEXT, "The same where the company has that team; else empty."),
    Column("lead_role", Type.TEXT, "The role that leads the program."),
    Column("leads", Type.INT, "How many people hold that role, or `program lead` in its team.", boundary=(0, 1)),
    Column("practices", Type.INT, "How many practices it has."),
    name_column="title",
)

ORG_SCOPE = _table(
    "org_scope",
    "scope",
    "The scope of the ISMS and its context: always one row, also where nothing is written.",
    Column("id", Type.TEXT, "Always `isms`."),
    Column("written", Type.BOOL, "Whether the company's folder holds a scope."),
    Column("statement", Type.TEXT, "The scope in words; empty where none is written."),
    Column("approved_by", Type.TEXT, "The person who approved it, by id; empty where none is written.", personal=True),
    Column("approved_on", Type.TIME, "When it was approved; NULL where `written` is FALSE."),
    Column("climate", Type.TEXT, "What was considered about climate change; empty where nothing is written."),
    Column("issues_inside", Type.INT, "How many internal issues are recorded.", boundary=(0, 1)),
    Column("issues_outside", Type.INT, "How many external issues are recorded.", boundary=(0, 1)),
    Column("parties", Type.INT, "How many interested parties are recorded.", boundary=(0, 1)),
    Column("parties_unheard", Type.TEXTS, "Interested parties without any requirement recorded."),
    Column("exclusions", Type.INT, "How many rules put something outside."),
)

ORG_DEADLINE = _table(
    "org_deadline",
    "deadline",
    "The days to mend a finding, by severity, that are in force.",
    Column("id", Type.TEXT, "The severity."),
    Column("stated", Type.BOOL, "Whether the company set it; else it is the pack's default."),
    Column("days", Type.INT, "Days from the first sight of a finding.", boundary=(0, 1, 7, 30, 90, 180, 365)),
    Column("effective", Type.TIME, "From when on it holds."),
)

ORG_CONTROL = _table(
    "org_control",
    "control",
    "The Statement of Applicability: one row for each control of Annex A.",
    Column("id", Type.TEXT, "The control's id, `A.5.1`."),
    Column("title", Type.TEXT, "The control's short title."),
    Column("program", Type.TEXT, "The program that looks after it."),
    Column("team", Type.TEXT, "That program's team where the company has it; else empty."),
    Column("stated", Type.BOOL, "Whether the company says something of it; else it applies by default."),
    Column("applicable", Type.BOOL, "Whether it applies."),
    Column("implementation", Type.TEXT, "`implemented`, `planned` or `not implemented`."),
    Column("reason", Type.TEXT, "Why it applies or not, in the company's words; empty where it gave none."),
    name_column="id",
)

ORG_RISK_METHOD = _table(
    "org_risk_method",
    "risk-method",
    "How the company judges risks: its scales, its criteria, its appetite (one row).",
    Column("id", Type.TEXT, "Always `method`."),
    Column("written", Type.BOOL, "Whether the company has written one; FALSE where it uses Holdfast's."),
    Column("approved_by", Type.TEXT, "The person who approved it, by id; empty where nobody did.", personal=True),
    Column("approved_on", Type.TIME, "When; NULL where nobody did."),
    Column("levels", Type.INT, "How many levels it has."),
    Column("losses", Type.INT, "At how many losses the appetite sets a limit.", boundary=(0, 1)),
)

ORG_ATTESTATION = _table(
    "org_attestation",
    "attestation",
    "Statements by named people that an aspect of a control holds.",
    Column("id", Type.TEXT, "The attestation's id."),
    Column("control", Type.TEXT, "What it is about, as written: `A.5.1/designed`."),
    Column("requirement", Type.TEXT, "The control alone: `iso27001:A.5.1`."),
    Column("aspect", Type.TEXT, "The aspect alone: `designed`."),
    Column("statement", Type.TEXT, "What is stated."),
    Column("attested_by", Type.TEXT, "The person who states it, by id.", personal=True),
    Column("team", Type.TEXT, "That person's team."),
    Column("effective", Type.TIME, "From when on it stands."),
    Column("expires", Type.TIME, "When it ends: `effective` and the aspect's maximum age."),
    Column("superseded", Type.BOOL, "Whether a later attestation of the same aspect took its place."),
)

ORG_ASSURANCE = _table(
    "org_assurance",
    "assurance",
    "Providers' own certificates and reports, as the company reviewed them.",
    Column("id", Type.TEXT, "The report's id."),
    Column("provider", Type.TEXT, "Who it is about."),
    Column("title", Type.TEXT, "What it is called; the same from one period to the next."),
    Column("kind", Type.TEXT, "`certificate`, which is valid for a time, or `report`, which tells of a time."),
    Column("issuer", Type.TEXT, "Who certified or audited it; empty where nothing is said."),
    Column("scope", Type.TEXT, "What of the provider it is about; empty where nothing is said."),
    Column("period_start", Type.TIME, "The first day that it covers."),
    Column("period_end", Type.TIME, "The last day that it covers, or on which it is valid."),
    Column("bridged", Type.BOOL, "Whether a letter of the provider tells of the time since."),
    Column("covers_until", Type.TIME, "The last day of which it tells, such a letter included."),
    Column("opinion", Type.TEXT, "The auditor's opinion; empty for a certificate, or where nothing is said."),
    Column("reviewed", Type.BOOL, "Whether somebody of ours reviewed it."),
    Column("reviewed_by", Type.TEXT, "The person who reviewed it, by id; empty for nobody.", personal=True),
    Column("team", Type.TEXT, "That person's team."),
    Column("reviewed_on", Type.TIME, "When it was reviewed; NULL where `reviewed` is FALSE."),
    Column("controls", Type.TEXTS, "The controls that it speaks of; empty for all that the provider shares."),
    Column("qualifications", Type.INT, "What the auditor did not find to be so.", boundary=(0, 1)),
    Column("qualified_controls", Type.TEXTS, "The controls that this touches; `*` for all."),
    Column("user_controls", Type.INT, "What it expects of its readers, us among them.", boundary=(0, 1)),
    Column("user_controls_unshown", Type.TEXTS, "Those of them that no check of ours shows."),
    Column("artifact", Type.TEXT, "Its name in AWS Artifact; empty where it is not there, or nothing is said."),
    Column("file_known", Type.BOOL, "Whether the name and the checksum of the file that was read are recorded."),
    Column("superseded", Type.BOOL, "Whether a report of the same provider and title covers a later period."),
    name_column="title",
)

#: Where a report covers a service in every region.
ANY_REGION = "*"

ORG_ASSURANCE_SERVICE = Table(
    name="org_assurance_service",
    source=SOURCE,
    description="The services, and their regions, that providers' certificates and reports name.",
    columns=(
        Column("subject", Type.TEXT, "The certificate or report."),
        ACCOUNT,
        REGION,
        Column("service", Type.TEXT, "The service, by the id that it has here."),
        Column("covered_region", Type.TEXT, "The provider's region; `*` for all."),
        Column("certificate", Type.BOOL, "Whether it is a certificate."),
        Column("period_start", Type.TIME, "The first day that it covers."),
        Column("covers_until", Type.TIME, "The last day of which it tells."),
        Column("reviewed", Type.BOOL, "Whether somebody of ours reviewed it."),
        Column("superseded", Type.BOOL, "Whether a later one of the same title took its place."),
    ),
    key=("subject", "service", "covered_region"),
    scope=Scope.GLOBAL,
    subject="subject",
    parent="org_assurance",
)

ORG_OWNERSHIP_RULE = _table(
    "org_ownership_rule",
    "ownership-rule",
    "The rules by which subjects find their service or team, in the order in which they are tried.",
    Column("id", Type.TEXT, "The rule's place in the file, from 1."),
    Column("title", Type.TEXT, "The rule in words."),
    Column("service", Type.TEXT, "The service that it names; empty where it names none."),
    Column("team", Type.TEXT, "The team that it names; empty where it names none."),
    name_column="title",
)

TABLES = (
    ORG_TEAM,
    ORG_PERSON,
    ORG_PROGRAM,
    ORG_SCOPE,
    ORG_DEADLINE,
    ORG_RISK_METHOD,
    ORG_CONTROL,
    ORG_ATTESTATION,
    ORG_ASSURANCE,
    ORG_ASSURANCE_SERVICE,
    ORG_OWNERSHIP_RULE,
)
