"""What people record, as tables: accounts, exceptions, risks, the history's head.

They are declared here, so that checks compile without a database; ``holdfast.web`` fills them.
Nothing here names a person: people are known by their accounts' pseudonymous keys.
"""

from __future__ import annotations

from holdfast.collectors.records import statement
from holdfast.collectors.records.evidence_tables import EVIDENCE_TABLES
from holdfast.collectors.records.risk_tables import RISK_TABLES
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

SOURCE = statement.SOURCE

ORG_ACCOUNT = Table(
    name="org_account",
    source=SOURCE,
    description="Accounts that may sign in to Holdfast, by pseudonymous key; never by name or address.",
    columns=(
        Column("subject", Type.TEXT, "The subject's key, `account:` and its key."),
        ACCOUNT,
        REGION,
        Column("id", Type.TEXT, "The account's pseudonymous key.", personal=True),
        Column("person", Type.TEXT, "The person in people.yaml, by id; empty where none is named.", personal=True),
        Column("team", Type.TEXT, "The team whose things the person sees."),
        Column("roles", Type.TEXTS, "The roles held on the day of the run.", personal=True),
        Column("active", Type.BOOL, "Whether the account may sign in."),
        Column("signed_in", Type.BOOL, "Whether it ever has."),
        Column("last_signed_in_at", Type.TIME, "When it last did; NULL where `signed_in` is FALSE.", personal=True),
        Column("created_at", Type.TIME, "When it was made."),
        Column("second_factor_needed", Type.BOOL, "Whether the company asks one of its roles for a second factor."),
        Column("second_factor", Type.BOOL, "Whether it has one here; NULL where only a provider can tell."),
    ),
    key=("subject",),
    scope=Scope.GLOBAL,
    subject="subject",
    name_column="id",
)

ORG_EXCEPTION = Table(
    name="org_exception",
    source=SOURCE,
    description="Exceptions that were asked for, and what was decided.",
    columns=(
        Column("subject", Type.TEXT, "The subject's key, `exception:` and its number."),
        ACCOUNT,
        REGION,
        Column("id", Type.TEXT, "What people call it: `EX-12`."),
        Column("check_id", Type.TEXT, "The check that it is about."),
        Column("disposition", Type.TEXT, "`exception`, or `false positive`."),
        Column("severity", Type.TEXT, "The check's severity when it was asked for."),
        Column("tier", Type.TEXT, "The severity whose authority it takes to approve it."),
        Column("team", Type.TEXT, "The team that asked; empty where none is named."),
        Column("decision", Type.TEXT, "`open`, `approved`, `refused` or `withdrawn`."),
        Column("requested_at", Type.TIME, "When it was asked for."),
        Column("starts_at", Type.TIME, "From when it holds, once approved."),
        Column("ends_at", Type.TIME, "The moment at which it ends, or has been ended."),
        Column("about", Type.INT, "How many subjects it names.", boundary=(1,)),
        Column("renewals", Type.INT, "How often it was renewed before.", boundary=(0, 1, 2)),
        Column("decided", Type.BOOL, "Whether it was approved or refused."),
        Column("decided_at", Type.TIME, "When; NULL where `decided` is FALSE."),
        Column("decided_by_requester", Type.BOOL, "Whether the one who decided is the one who asked."),
        Column("decided_with_authority", Type.BOOL, "Whether who decided held recorded authority for its tier then."),
        Column("has_compensating_control", Type.BOOL, "Whether it says what protects instead."),
        Column("has_compensating_evidence", Type.BOOL, "Whether it says what shows that this works."),
    ),
    key=("subject",),
    scope=Scope.GLOBAL,
    subject="subject",
    name_column="id",
)

ORG_EXCEPTION_SUBJECT = Table(
    name="org_exception_subject",
    source=SOURCE,
    description="The subjects that an exception names, one row each.",
    columns=(
        Column("subject", Type.TEXT, "The exception, as in `org_exception`."),
        ACCOUNT,
        REGION,
        Column("about", Type.TEXT, "The subject that fails: an ARN, or kind:id."),
        Column("check_id", Type.TEXT, "The check that it fails."),
        Column("disposition", Type.TEXT, "`exception`, or `false positive`."),
        Column("approved", Type.BOOL, "Whether the exception was approved."),
        Column("starts_at", Type.TIME, "From when it holds."),
        Column("ends_at", Type.TIME, "The moment at which it ends, or has been ended."),
    ),
    key=("subject", "about"),
    scope=Scope.GLOBAL,
    subject="subject",
    parent=ORG_EXCEPTION.name,
)

ORG_HISTORY = Table(
    name="org_history",
    source=SOURCE,
    description="The head of the records' history when they were read: one row, once anything was recorded.",
    columns=(
        Column("subject", Type.TEXT, "Always `history:log`."),
        ACCOUNT,
        REGION,
        Column("id", Type.TEXT, "Always `log`."),
        Column("entries", Type.INT, "The number of the newest entry."),
        Column("digest", Type.TEXT, "Its digest, which seals all entries before it."),
    ),
    key=("subject",),
    scope=Scope.GLOBAL,
    subject="subject",
    name_column="id",
)

TABLES = (
    ORG_ACCOUNT,
    ORG_EXCEPTION,
    ORG_EXCEPTION_SUBJECT,
    ORG_HISTORY,
    *statement.TABLES,
    *RISK_TABLES,
    *EVIDENCE_TABLES,
)
