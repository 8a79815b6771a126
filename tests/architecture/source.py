"""The project's own files, parsed once."""

import ast
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "bot", "core", "gateways", "locales", "web", "webhooks", "benchmarks")
DRAFTED = "core/store/migrations/versions/r"
_NOT_OURS = {"__pycache__", "artefacts", "build", "dist", "node_modules", "var"}

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def functions(self) -> Iterator[Function]:
        yield from (node for node in ast.walk(self.tree) if isinstance(node, Function))


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file below these folders, drafted revisions left out."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    found = [Source(path.relative_to(ROOT).as_posix(), path.read_text()) for path in paths]
    return tuple(source for source in found if not source.path.startswith(DRAFTED))


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, as a clone has it."""
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in _NOT_OURS and (name == ".ci" or not name.startswith("."))]
        found += [Path(folder) / name for name in names]
    return tuple(sorted(found))


def length(function: Function) -> int:
    """Lines of a function without its decorators and its docstring."""
    assert function.end_lineno is not None
    docstring = function.body[0] if ast.get_docstring(function, clean=False) is not None else None
    documented = docstring.end_lineno - docstring.lineno + 1 if docstring and docstring.end_lineno else 0
    return function.end_lineno - function.lineno + 1 - documented


def expect_none(found: Iterable[str]) -> None:
    """Fail with every line of ``found``, untruncated."""
    if lines := list(found):
        pytest.fail("\n".join(lines), pytrace=False)
