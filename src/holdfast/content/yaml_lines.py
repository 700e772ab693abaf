"""YAML with lines: every value knows where it stands, and no key is silently lost.

PyYAML keeps the last of two equal keys and forgets positions; both cost people hours. Here the
text is composed into nodes first, the nodes are walked for lines and duplicates, and only then
made into values. No tag beyond YAML's own types is ever constructed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import yaml

from holdfast.content.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

#: libyaml where PyYAML was built with it: some ten times faster.
_Loader: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: More values than any text that people keep by hand; a file of aliases upon aliases reaches it.
_MOST_VALUES = 200_000
#: Deeper than any text that people keep; libyaml itself would recurse until the process dies.
_DEEPEST = 64

_HINTS = (
    (
        "mapping values are not allowed",
        "Put the text in quotes if it holds a colon, or check that the line is indented like its neighbours.",
    ),
    ("could not find expected ':'", "A key needs a colon and a space after it, as in `title: Payments`."),
    ("found unexpected end of stream", "A quote or bracket that was opened here is never closed."),
    ("while scanning a quoted scalar", "Close the quote; a quote inside a text is written twice ('')."),
    ("did not find expected", "Check the indentation, and that every bracket and quote is closed."),
    ("undefined alias", "A text that begins with * needs quotes."),
    ("cannot start any token", "A text that begins with @, ` or % needs quotes."),
    ("could not determine a constructor", "Tags (!something) are not used here; leave it out or put it in quotes."),
)

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document: its value (dicts, lists, scalars) and the line of each part of it.

    ``plain`` holds scalars as written without quotes, which YAML may have taken for a number.
    """

    value: object
    lines: Mapping[Path, int]
    plain: Mapping[Path, str]

    def line(self, path: tuple[str | int, ...]) -> int:
        """Return the line (from 1) of the value at ``path``, or of the nearest part that holds it."""
        names = tuple(str(part) for part in path)
        while names and names not in self.lines:
            names = names[:-1]
        return self.lines.get(names, 1)


def parse_documents(text: str, file: str) -> tuple[list[Document], list[Problem]]:
    """Return every document in ``text``, and what is wrong with it (then the list may be short)."""
    documents: list[Document] = []
    problems: list[Problem] = []
    try:
        _refuse_endless(text)
        loader = _Loader(text)
    except yaml.YAMLError as error:
        return [], [_from_yaml(error, file, text)]
    try:
        while loader.check_node():
            node = loader.get_node()
            if node is None:
                break
            walk = _Walk(file)
            walk.visit(node, ())
            problems.extend(walk.problems)
            if not walk.problems:
                documents.append(Document(loader.construct_document(node), walk.lines, walk.plain))
    except yaml.YAMLError as error:
        problems.append(_from_yaml(error, file, text))
    except (RecursionError, ValueError) as error:
        problems.append(Problem(file, 0, f"cannot be read as YAML: {error}"))
    finally:
        loader.dispose()
    return documents, problems


def parse_document(text: str, file: str) -> tuple[Document | None, list[Problem]]:
    """Return the single document in ``text``, None when it is empty, and what is wrong with it."""
    documents, problems = parse_documents(text, file)
    if len(documents) > 1:
        line = documents[1].line(())
        problems.append(Problem(file, line, "a second document begins here", "Remove the `---` above it."))
    filled = bool(documents) and documents[0].value is not None
    return (documents[0] if filled and not problems else None), problems


class _EndlessError(yaml.MarkedYAMLError):
    """The text nests too deep or holds too much."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(None, None, what, yaml.Mark("", 0, line, 0, None, 0))


def _refuse_endless(text: str) -> None:
    """Raise _EndlessError where the text nests too deep or holds too much, before anything is built from it."""
    depth = 0
    for values, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        line = event.start_mark.line if event.start_mark else 0
        if depth > _DEEPEST:
            raise _EndlessError(f"this nests more than {_DEEPEST} levels deep", line)
        if values > 2 * _MOST_VALUES:
            raise _EndlessError(f"there are more than {_MOST_VALUES:,} values", line)


class _Walk:
    """One walk over a document's nodes: the line of each path, and keys that occur twice."""

    def __init__(self, file: str) -> None:
        self.lines: dict[Path, int] = {}
        self.plain: dict[Path, str] = {}
        self.problems: list[Problem] = []
        self._file = file
        self._open: set[int] = set()

    def visit(self, node: yaml.Node, path: Path) -> None:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if len(self.lines) > _MOST_VALUES or id(node) in self._open:
            raise yaml.MarkedYAMLError(None, None, "aliases here repeat without end", node.start_mark)
        self._open.add(id(node))
        if isinstance(node, yaml.MappingNode):
            self._mapping(node, path)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self.visit(item, (*path, str(index)))
        elif isinstance(node, yaml.ScalarNode) and not node.style:
            self.plain[path] = node.value
            if not _is_possible_date(node.value):
                what = f"{node.value} looks like a date and is none"
                self.problems.append(Problem(self._file, line, what, "Write a day that exists, or put it in quotes."))
        self._open.discard(id(node))

    def _mapping(self, node: yaml.MappingNode, path: Path) -> None:
        first: dict[str, int] = {}
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in first and name != "<<":
                what = f"`{name}` stands here a second time; the first is on line {first[name]}"
                self.problems.append(Problem(self._file, line, what, "Keep one of the two, or join them."))
            first.setdefault(name, line)
            self.lines.setdefault((*path, name), line)
            self.visit(value, (*path, name))


def _is_possible_date(written: str) -> bool:
    """Whether ``written`` is no date at all, or one that exists (YAML would fail on 2026-02-30 without a line)."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        return True
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


def _from_yaml(error: yaml.YAMLError, file: str, source: str) -> Problem:
    """Say in plain words what PyYAML found."""
    text = str(error)
    do = next((hint for sign, hint in _HINTS if sign in text), "Check the line against the lines around it.")
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        number = mark.line + 1 if mark else 0
        if re.match(r"\s*\t", [*source.split("\n"), ""][number - 1]):
            return Problem(file, number, "a tab indents this line", "YAML is indented by spaces only; replace it.")
        what = error.problem or error.context or "it cannot be read"
        return Problem(file, number, f"this is not YAML: {what}", do)
    if isinstance(error, yaml.reader.ReaderError):
        return Problem(file, 0, f"this is not YAML: {error.reason}", "Save the file as plain UTF-8 text.")
    return Problem(file, 0, f"this is not YAML: {text}", do)
