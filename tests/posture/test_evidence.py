"""Evidence beside checks, as the company's facts hold it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from holdfast.collectors.company.tables import ORG_ASSURANCE, ORG_ATTESTATION
from holdfast.facts.duckdb import Engine, create_table_sql
from holdfast.facts.tables import Catalogue
from holdfast.posture.evidence import Attested, Certificate, Evidence, evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

CATALOGUE = Catalogue((ORG_ATTESTATION, ORG_ASSURANCE))


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(memory_mb=200, threads=1) as one:
        for table in CATALOGUE:
            one.execute(create_table_sql(table))
        one.execute('CREATE TABLE coverage("table" VARCHAR, state VARCHAR)')
        yield one


def test_attestations_and_certificates_are_read_from_facts(engine: Engine) -> None:
    engine.execute(
        "INSERT INTO org_attestation(subject, id, requirement, aspect, effective) VALUES "
        "('attestation:a1', 'a1', 'iso27001:A.5.1', 'designed', ?)",
        [datetime(2026, 1, 2)],  # noqa: DTZ001  facts hold UTC without a zone
    )
    engine.execute(
        "INSERT INTO org_assurance"
        "(subject, id, title, period_start, period_end, covers_until, reviewed_on, controls, qualified_controls) "
        "VALUES ('assurance:soc', 'soc', 'SOC 2', ?, ?, ?, ?, ['A.7.1', 'iso27001:A.7.2'], ['A.7.2'])",
        [datetime(2026, 1, 1), datetime(2026, 12, 31), datetime(2027, 3, 1), datetime(2026, 2, 1)],  # noqa: DTZ001  as above
    )
    assert evidence(engine, CATALOGUE) == Evidence(
        (Attested("a1", "iso27001:A.5.1", "designed", date(2026, 1, 2)),),
        (
            Certificate(
                "soc",
                "SOC 2",
                date(2026, 1, 1),
                date(2027, 3, 1),
                date(2026, 2, 1),
                frozenset({"iso27001:A.7.1", "iso27001:A.7.2"}),
                frozenset({"iso27001:A.7.2"}),
            ),
        ),
    )


def test_what_was_not_read_is_not_taken_for_nothing(engine: Engine) -> None:
    engine.execute("INSERT INTO coverage VALUES ('org_attestation', 'failed'), ('org_assurance', 'read')")
    found = evidence(engine, CATALOGUE)
    assert (found.attestations_read, found.certificates_read) == (False, True)


def test_a_catalogue_without_such_tables_has_no_such_evidence(engine: Engine) -> None:
    assert evidence(engine, Catalogue(())) == Evidence()
