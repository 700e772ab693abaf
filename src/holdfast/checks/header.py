"""A check's file taken apart: the YAML header in its leading comment, and the SQL below."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.content.model import CheckHeader
from holdfast.content.problems import Problem, did_you_mean
from holdfast.content.shapes import shape
from holdfast.content.yaml_lines import parse_document

if TYPE_CHECKING:
    from holdfast.content.shapes import Placed
    from holdfast.facts.tables import Catalogue

_COMMENT = re.compile(r"\A\s*/\*(?P<yaml>.*?)\*/", re.DOTALL)

_WRITE_ONE = """Begin the file with /* and the header, one field a line, then */ and the SQL:
    /*
    id: aws.s3.bucket_is_private
    title: S3 buckets are private
    severity: high
    subject: aws_s3_bucket
    program: cloud-infrastructure
    controls: [A.8.3]
    why: ...
    attack: {text: ..., technique: T1530}
    fix: ...
    */"""


@dataclass(frozen=True, slots=True)
class Parted:
    """A check's file in two parts. ``sql`` is padded so that its lines count as in the file."""

    header: Placed[CheckHeader]
    sql: str


def part(label: str, text: str, catalogue: Catalogue) -> tuple[Parted | None, list[Problem]]:
    """Return the file's parts, or None and everything that is wrong with the header."""
    found = _COMMENT.match(text)
    if not found:
        return None, [Problem(label, 1, "the file does not begin with a header in a comment", _WRITE_ONE)]
    padded = "\n" * text.count("\n", 0, found.start("yaml")) + found["yaml"]
    document, problems = parse_document(padded, label)
    if document is None:
        return None, problems or [Problem(label, 1, "the header is empty", _WRITE_ONE)]
    header, wrong = shape(CheckHeader, document.value, document, label)
    if header is None:
        return None, wrong
    problems = _misnamed(header, label) + _unknown_tables(header, catalogue)
    if problems:
        return None, problems
    return Parted(header, "\n" * text.count("\n", 0, found.end()) + text[found.end() :]), []


def _misnamed(header: Placed[CheckHeader], label: str) -> list[Problem]:
    name = label.rsplit("/", 1)[-1]
    if name == f"{header.value.id}.sql":
        return []
    return [
        header.problem(f"the file {name} holds the check {header.value.id}", "Name the file after the id.", at=("id",))
    ]


def _unknown_tables(header: Placed[CheckHeader], catalogue: Catalogue) -> list[Problem]:
    problems = []
    for table, at in [(header.value.subject, ("subject",)), *((t, ("reads", t)) for t in header.value.reads)]:
        if table not in catalogue:
            do = did_you_mean(table, catalogue.by_name) or "The tables are listed in docs/reference/tables.md."
            problems.append(header.problem(f"there is no table {table}", do, at=at))
    subject = header.value.subject
    if subject in catalogue and not catalogue[subject].is_subject_table:
        parent = catalogue[subject].parent
        problems.append(
            header.problem(
                f"{subject} holds parts of {parent}, so its rows are no subjects",
                f"Write `subject: {parent}` and ask about its rows with none_of, any_of or every_of.",
                at=("subject",),
            )
        )
    return problems
