"""The line of every key is known, however the TOML is written."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.packs.lines import Lines
from tests.support.packs import BUNDLED, TINY

SOURCE = '''# a comment with [brackets] and = signs
title = "a ] quote \\" and # no comment"

[a.b] # a table inside a table that isn't written
"quoted key" = 'literal ]'
dotted.key = 1

text = """
[not a table]
key = "not a key"
"""
list = [
  1, # one
  { x = 1, y = [2, 3] },

  """two
lines""",
]
[[many]]
at = 2020-11-16T09:00:00+08:00
[[many]]
inner = { deep.er = true }
[[many.parts]]
name = "first"
[[many.parts]]
name = "second"
[many.rest]
z = 1
'''

LINES = {
    ("title",): 2,
    ("a",): 4,
    ("a", "b", "quoted key"): 5,
    ("a", "b", "dotted", "key"): 6,
    ("a", "b", "text"): 8,
    ("a", "b", "list", 0): 13,
    ("a", "b", "list", 1, "y", 1): 14,
    ("a", "b", "list", 2): 16,
    ("many", 0, "at"): 20,
    ("many", 1): 21,
    ("many", 1, "inner", "deep", "er"): 22,
    ("many", 1, "parts", 1, "name"): 26,
    ("many", 1, "rest", "z"): 28,
    ("many", 1, "rest", "missing"): 27,
    ("nothing", "of", "that"): 1,
}


@pytest.mark.parametrize(("path", "line"), LINES.items())
def test_a_key_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert tomllib.loads(SOURCE)
    assert Lines(SOURCE).of(path) == line


@pytest.mark.parametrize("file", [*BUNDLED.glob("*.toml"), *TINY.glob("*.toml")], ids=lambda file: file.name)
def test_every_value_stands_on_the_line_where_its_key_is_written(file: Path) -> None:
    source = file.read_text("utf-8")
    lines, written = Lines(source), source.splitlines()
    for path in _leaves(tomllib.loads(source)):
        key = next(part for part in reversed(path) if isinstance(part, str))
        assert key in written[lines.of(path) - 1] or isinstance(path[-1], int), path


def _leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, (*path, place))
    else:
        yield path
