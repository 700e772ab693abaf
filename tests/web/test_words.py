"""Words: dates in sentences, and what things are called."""

from __future__ import annotations

import pytest

from holdfast.web.console.names import Names
from holdfast.web.console.words import dated, kind_words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Attested on 2026-07-31; stands until 2027-07-31.", "Attested on 31 Jul 2026; stands until 31 Jul 2027."),
        ("The key of 2026-02-30 is old.", "The key of 2026-02-30 is old."),
        ("backup-2026-11-14-x is public", "backup-2026-11-14-x is public"),
        ("arn:aws:s3:::2026-11-14 is public", "arn:aws:s3:::2026-11-14 is public"),
        ("", ""),
    ],
)
def test_a_date_in_a_sentence_is_said_as_people_say_it(text: str, said: str) -> None:
    assert dated(text) == said


def test_what_has_no_name_is_called_by_its_id() -> None:
    names = Names({"team": {"platform": "Platform"}})
    assert names.of("team", "platform") == "Platform"
    assert names.of("team", "gone") == "gone"
    assert names.of("check", "aws.s3.x") == "aws.s3.x"


def test_a_report_is_called_a_report() -> None:
    assert kind_words("org_assurance") == "Certificate or report"
    assert kind_words("aws_s3_bucket") == "S3 bucket"
