"""A file is a room with one purpose: 400 lines at most; a function 40, a rule 20, a handler or getter 15."""

import pytest

from tests.architecture.source import PACKAGES, Source, expect_none, length, sources

FILE, FUNCTION, RULE, HANDLER = 400, 40, 20, 15


def limit(source: Source) -> int:
    """How long a function of this file may be."""
    if source.path.startswith("core/rules/"):
        return RULE
    if source.path.startswith("bot/dialogs/") and source.path.endswith(("/handlers.py", "/getters.py")):
        return HANDLER
    return FUNCTION


def test_no_file_is_longer_than_it_can_be_read() -> None:
    expect_none([f"{source.path}: {source.lines}" for source in sources(*PACKAGES, "tests") if source.lines > FILE])


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_is_longer_than_its_kind_may_be(package: str) -> None:
    too_long = [
        f"{source.path}:{function.lineno} {function.name}: {length(function)} of {limit(source)}"
        for source in sources(package)
        for function in source.functions()
        if length(function) > limit(source)
    ]
    expect_none(too_long)
