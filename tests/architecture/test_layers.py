"""Who may import whom, and how the rooms are called."""

from pathlib import PurePath

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.source import PACKAGES, ROOT, expect_none, sources

BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}


def test_nobody_imports_whom_he_may_not(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(ROOT)
    status = lint_imports(config_filename="pyproject.toml", no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_no_room_is_called_after_nothing_in_particular() -> None:
    named = [
        source.path for source in sources(*PACKAGES, "tests") if BANNED_NAMES & set(PurePath(source.path).with_suffix("").parts)
    ]
    expect_none(named)


def test_tests_of_core_know_no_messenger() -> None:
    core = sources("tests/rules", "tests/services", "tests/store", "tests/packs")
    expect_none([source.path for source in core if "aiogram" in source.text])
