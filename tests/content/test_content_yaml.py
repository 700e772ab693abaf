from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.content.yaml_lines import parse_document, parse_documents


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: x: y\n", 2, "mapping values"),
        ("a:\n\tb: 1\n", 2, "a tab indents this line"),
        ("a:\n  b: 1\n\t  c: 2\n", 3, "a tab indents this line"),
        ("a: [1, 2\nb: 3\n", 2, "did not find expected ',' or ']'"),
        ("a: 1\nb: 2\na: 3\n", 3, "`a` stands here a second time; the first is on line 1"),
        ("x:\n  - k: 1\n    k: 2\n", 3, "`k` stands here a second time"),
        ("a: 1\n---\nb: 2\n", 3, "a second document"),
        ("a: 1\nb: *nothing\n", 2, "undefined alias"),
        ("a: !!python/object:os.system x\n", 1, "could not determine a constructor"),
        ('a: "open\nb: 2\n', 3, "unexpected end of stream"),
        ("a: 1\nb: 2026-02-30\n", 2, "2026-02-30 looks like a date and is none"),
        ("a: &loop [*loop]\n", 1, "aliases here repeat"),
        ("a: 1\nb: @x\n", 2, "cannot start any token"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line(text: str, line: int, words: str) -> None:
    document, problems = parse_document(text, "file.yaml")

    assert document is None
    assert len(problems) == 1
    assert problems[0].line == line
    assert words in problems[0].what
    assert problems[0].do


def test_aliases_upon_aliases_are_refused_before_they_fill_the_memory() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]

    document, problems = parse_document("\n".join(levels), "bomb.yaml")

    assert document is None
    assert "aliases here repeat" in problems[0].what


def test_a_control_character_is_a_problem_and_no_crash() -> None:
    _, problems = parse_document("a\x00: b", "file.yaml")

    assert "control characters" in problems[0].what


@pytest.mark.parametrize("text", ["", "# only words\n", "---\n", "null\n"])
def test_an_empty_text_has_no_document_and_no_problem(text: str) -> None:
    assert parse_document(text, "file.yaml") == (None, [])


def test_every_part_knows_its_line() -> None:
    document, _ = parse_document("a: 1\nlist:\n  - x: 1\n    y: 2\n  - x: 3\n", "file.yaml")

    assert document is not None
    assert document.line(("list", 0, "y")) == 4
    assert document.line(("list", 1)) == 5
    assert document.line(("list", 1, "missing", "deeper")) == 5
    assert document.line(("nowhere",)) == 1


def test_documents_of_one_file_are_told_apart_by_line() -> None:
    documents, problems = parse_documents("kind: A\n---\n# none\n---\nkind: B\n", "file.yaml")

    assert not problems
    assert [(document.value, document.line(("kind",))) for document in documents if document.value] == [
        ({"kind": "A"}, 1),
        ({"kind": "B"}, 5),
    ]


def test_merge_keys_and_aliases_of_ordinary_use_work() -> None:
    document, problems = parse_document("base: &base {a: 1}\nother:\n  <<: *base\n  b: 2\n", "file.yaml")

    assert not problems
    assert document is not None
    assert document.value == {"base": {"a": 1}, "other": {"a": 1, "b": 2}}


@given(st.text(max_size=200))
def test_no_text_crashes_the_reader(text: str) -> None:
    documents, problems = parse_documents(text, "file.yaml")

    assert isinstance(documents, list)
    assert all(problem.file == "file.yaml" for problem in problems)
