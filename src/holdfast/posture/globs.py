"""Globs as people write them in rules, as SQL that DuckDB and Spark both run."""

from __future__ import annotations

from holdfast.facts.duckdb import quoted

_ESCAPE = "!"


def like(expression: str, glob: str) -> str:
    """Return the condition that ``expression`` matches ``glob`` whole, case and all.

    ``*`` stands for any characters, ``?`` for one; everything else stands for itself.
    """
    if "*" not in glob and "?" not in glob:
        return f"{expression} = {quoted(glob)}"
    pattern = "".join({"*": "%", "?": "_"}.get(character, escaped(character)) for character in glob)
    return f"{expression} LIKE {quoted(pattern)} ESCAPE '{_ESCAPE}'"


def escaped(text: str) -> str:
    """Return ``text`` as a LIKE pattern that matches only itself (with ``ESCAPE '!'``)."""
    return "".join(f"{_ESCAPE}{character}" if character in f"%_{_ESCAPE}" else character for character in text)
