"""Every module says what it is for; core holds no sentence in Chinese."""

import ast
import io
import re
import tokenize

import pytest

from tests.architecture.source import PACKAGES, Documented, Source, expect_none, sources

HAN = re.compile("[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
STRINGS = {tokenize.STRING} | ({tokenize.FSTRING_MIDDLE} if hasattr(tokenize, "FSTRING_MIDDLE") else set())


@pytest.mark.parametrize("package", [*PACKAGES, "tests"])
def test_every_module_says_what_it_is_for(package: str) -> None:
    expect_none([source.path for source in sources(package) if source.text.strip() and not ast.get_docstring(source.tree)])


def test_every_use_case_is_documented() -> None:
    undocumented = [
        f"{source.path}:{node.lineno} {node.name}"
        for source in sources("core/services")
        for node in source.tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
        for node in [node, *_public_methods(node)]
        if not ast.get_docstring(node)
    ]
    expect_none(undocumented)


def test_core_says_nothing_in_chinese() -> None:
    expect_none([place for source in sources("core") for place in _chinese(source)])


def _public_methods(node: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    if not isinstance(node, ast.ClassDef):
        return []
    methods = [child for child in node.body if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [method for method in methods if not method.name.startswith("_")]


def _chinese(source: Source) -> list[str]:
    """String literals with Chinese as they are written; docstrings may quote a clause."""
    docstrings = {
        (node.body[0].lineno, node.body[0].col_offset)
        for node in ast.walk(source.tree)
        if isinstance(node, Documented) and ast.get_docstring(node)
    }
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    strings = [token for token in tokens if token.type in STRINGS and token.start not in docstrings]
    return [f"{source.path}:{token.start[0]} {token.string}" for token in strings if HAN.search(token.string)]
