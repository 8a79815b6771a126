"""Weights that can't be used: said with the command that mends it, and never used to answer what isn't there."""

import shutil
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app.routers import router_of
from core.packs import MistakeCode, read_pack
from core.packs.weights import FILE, BadWeights, load
from tests.support.packs import BUNDLED, TINY, bundled_pack


def copied(folder: Path, file: str, old: str, new: str) -> Path:
    """The bundled pack with one edit."""
    shutil.copytree(BUNDLED, folder, dirs_exist_ok=True)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), "utf-8")
    return folder


def test_weights_that_fit_are_used() -> None:
    with capture_logs() as said:
        assert router_of(BUNDLED, bundled_pack()) is not None
    assert said == []


def test_weights_older_than_the_questions_are_used_and_said(tmp_path: Path) -> None:
    folder = copied(tmp_path, "questions.toml", "注册需要什么条件\n", "注册需要啥条件呀\n")
    with capture_logs() as said:
        assert router_of(folder, read_pack(folder)) is not None
    assert [line["mend"] for line in said] == ["make answers"]


def test_weights_that_know_other_entries_are_not_used(tmp_path: Path) -> None:
    folder = copied(tmp_path, "answers.toml", 'id = "op_photo"', 'id = "op_picture"')
    questions = (folder / "questions.toml").read_text("utf-8")
    (folder / "questions.toml").write_text(questions.replace("op_photo", "op_picture"), "utf-8")
    with capture_logs() as said:
        assert router_of(folder, read_pack(folder)) is None
    assert [line["mend"] for line in said] == ["make answers"]


@pytest.mark.parametrize("content", [b"", b"no weights", b"PK\x03\x04broken"])
def test_a_broken_file_is_no_weights(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(BadWeights):
        load(tmp_path / FILE)


def test_a_pack_without_questions_has_no_router() -> None:
    assert router_of(TINY, read_pack(TINY)) is None


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("answers.toml", 'clause = "说明 二(八)"', 'clause = "说明 九"', MistakeCode.CLAUSE_UNKNOWN),
        ("answers.toml", 'topic = "print"', 'topic = "papers"', MistakeCode.ENTRY_UNKNOWN),
        ("answers.toml", 'target = "pay"', 'target = "nowhere"', MistakeCode.NOT_ALLOWED),
        ("questions.toml", "op_photo = ", "op_foto = ", MistakeCode.ENTRY_UNKNOWN),
        ("questions.toml", "\n支持哪些银行\n", "\n支持的银行名单\n", MistakeCode.QUESTION_TWICE),
        ("questions.toml", 'label = "faq_3_8"\nall = [\'', 'label = "faq_3_8"\nall = [\'(', MistakeCode.PATTERN_BROKEN),
    ],
)
def test_a_mistake_in_the_answers_is_told(tmp_path: Path, file: str, old: str, new: str, code: MistakeCode) -> None:
    mistakes = read_pack(copied(tmp_path, file, old, new)).mistakes
    assert code in {mistake.code for mistake in mistakes}


def test_an_entry_asked_too_seldom_is_told(tmp_path: Path) -> None:
    text = (BUNDLED / "questions.toml").read_text("utf-8")
    begin = text.index('op_photo = """') + len('op_photo = """\n')
    folder = copied(tmp_path, "questions.toml", text[begin : text.index('"""', begin)], "照片\n")
    assert MistakeCode.FEW_QUESTIONS in {mistake.code for mistake in read_pack(folder).mistakes}
