"""The command line of packs: what it says, and how it ends."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.exam import exam_app
from app.cli.pack_words import SENTENCES, said
from core.packs import Mistake, MistakeCode
from locales.words import words_in
from tests.support.packs import BUNDLED, TINY

RUN = CliRunner()


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "broken"
    shutil.copytree(TINY, folder)
    text = (folder / "exam.toml").read_text("utf-8").replace("minor = 4550", "minor = true\nmonor = 1")
    (folder / "exam.toml").write_text(text, "utf-8")
    return folder


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("KAOBAN_DATABASE_URL", sqlite_url)
    return sqlite_url


def test_a_good_pack_is_checked_with_exit_zero() -> None:
    result = RUN.invoke(exam_app, ["check", str(BUNDLED), "--language", "en"])
    assert (result.exit_code, result.output) == (0, "shenzhen-2021: no mistakes, 69 positions.\n")


def test_every_mistake_is_printed_with_file_line_and_key(broken: Path) -> None:
    result = RUN.invoke(exam_app, ["check", str(broken), "--language", "en"])
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert lines[0].endswith("exam.toml:10 fee.minor This has the wrong type; expected: integer.")
    assert lines[1].endswith("exam.toml:11 fee.monor Nobody knows this key. Did you mean minor?")
    assert lines[2] == "Mistakes: 2"


def test_mistakes_can_be_had_as_json(broken: Path) -> None:
    result = RUN.invoke(exam_app, ["check", str(broken), "--json", "--language", "en"])
    told = json.loads(result.output)
    assert (result.exit_code, told["ok"], told["exam"]) == (1, False, None)
    assert [(fault["line"], fault["key"], fault["code"]) for fault in told["mistakes"]] == [
        (10, "fee.minor", "wrong_type"),
        (11, "fee.monor", "unknown_key"),
    ]


def test_a_pack_is_loaded_and_listed(database: str) -> None:
    loaded = RUN.invoke(exam_app, ["load", str(TINY), "--json"])
    listed = RUN.invoke(exam_app, ["list", "--json"])
    assert (loaded.exit_code, json.loads(loaded.output)["outcome"]) == (0, "loaded")
    [row] = json.loads(listed.output)
    assert (row["exam"], row["version"], row["positions"]) == ("xinjiang-2022", 1, 3)


def test_loading_twice_says_that_nothing_is_new(database: str) -> None:
    RUN.invoke(exam_app, ["load", str(TINY)])
    result = RUN.invoke(exam_app, ["load", str(TINY), "--language", "en"])
    assert (result.exit_code, result.output) == (0, "xinjiang-2022: version 1 is this pack already.\n")


def test_a_bad_pack_is_refused_and_nothing_is_loaded(database: str, broken: Path) -> None:
    result = RUN.invoke(exam_app, ["load", str(broken), "--language", "en"])
    assert result.exit_code == 1
    assert result.output.endswith("Nothing was changed.\n")
    assert json.loads(RUN.invoke(exam_app, ["list", "--json"]).output) == []


def test_the_list_can_be_read(database: str) -> None:
    RUN.invoke(exam_app, ["load", str(TINY)])
    result = RUN.invoke(exam_app, ["list", "--language", "en"])
    assert "xinjiang-2022" in result.output


def test_a_fresh_installation_can_load_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAOBAN_DATABASE_URL", f"sqlite:///{tmp_path}/new/kaoban.db")
    assert RUN.invoke(exam_app, ["load", str(TINY)]).exit_code == 0


def test_a_database_that_is_gone_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAOBAN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    result = RUN.invoke(exam_app, ["list", "--language", "en"])
    assert (result.exit_code, result.stderr) == (1, "The database can't be reached. Nothing was changed.\n")


@pytest.mark.parametrize("code", list(MistakeCode))
def test_every_mistake_has_its_words(code: MistakeCode) -> None:
    names = ("given", "expected", "other", "line", "language", "detail", "nearest")
    sentence = said(Mistake("exam.toml", 1, "key", code, dict.fromkeys(names, "X")), words_in("en"))
    assert code in SENTENCES
    assert "{" not in sentence
