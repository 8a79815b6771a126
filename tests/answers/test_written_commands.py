"""``kaoban answers write|approve|record|end``: the same four eyes as in the console."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import main
from tests.support.packs import BUNDLED, bundled_pack

EXAM = bundled_pack().exam.id
DRAFT = """
topic = "desks"
clause = "说明 三(五)"
target = "desks"
question = { zh_CN = "能停车吗？", zh_TW = "能停車嗎？", en = "Can I park?" }
answer = { zh_CN = "可以。", zh_TW = "可以。", en = "Yes." }
phrasings = ["能停车吗", "有停车场吗", "where can I park"]
"""


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [*words])
    return result.exit_code, result.stdout


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with the bundled exam, a supervisor, an operator and an agent; and a draft in a file."""
    monkeypatch.setenv("KAOBAN_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("KAOBAN_SECRET_KEY", "k" * 44)
    assert run("migrate")[0] == 0
    assert run("exam", "load", str(BUNDLED))[0] == 0
    for login, role in (("wen", "supervisor"), ("bai", "operator"), ("lin", "agent")):
        assert run("staff", "add", login, "--role", role, "--login", login)[0] == 0
    (tmp_path / "draft.toml").write_text(DRAFT, "utf-8")
    return tmp_path / "draft.toml"


def test_an_answer_is_written_approved_by_another_and_taken_down(office: Path) -> None:
    assert run("answers", "write", EXAM, str(office), "--by", "lin")[0] == 1
    assert run("answers", "write", EXAM, str(office), "--by", "wen") == (0, "1\n")
    assert run("answers", "approve", EXAM, "1", "--by", "wen")[0] == 1
    assert run("answers", "approve", EXAM, "1", "--by", "bai") == (0, "1 own_1 live\n")
    assert run("answers", "end", EXAM, "1", "--by", "wen") == (0, "1 own_1 ended\n")
    (told,) = json.loads(run("answers", "record", EXAM, "--json")[1])
    assert (told["state"], told["entry"]) == ("ended", "own_1")
    assert told["decided_at"] <= told["ended_at"]


@pytest.mark.parametrize("content", ["", "topic = 3", "no toml", DRAFT.replace("说明 三(五)", "说明 九")])
def test_a_file_that_holds_no_whole_answer_is_refused(office: Path, content: str) -> None:
    office.write_text(content, "utf-8")
    assert run("answers", "write", EXAM, str(office), "--by", "wen")[0] == 1
