"""``kaoban ask`` and ``kaoban answers evaluate``, as machines and people read them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import main
from tests.answers.questions import DATA
from tests.support.packs import BUNDLED

KEYS = {"n", "top1", "precision", "coverage", "in_top3", "out_of_scope_wrong", "mistakes", "ms_p50"}


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [*words])
    return result.exit_code, result.output


@pytest.mark.parametrize("where", [[], ["--exam", "shenzhen-2021"], ["--exam", str(BUNDLED)]])
def test_a_question_s_answer_is_told_to_machines(where: list[str]) -> None:
    code, out = run("ask", "准考证什么时候打印", "--json", *where)
    told = json.loads(out)
    assert code == 0
    assert (told["tier"], told["id"], told["clause"]) == ("answer", "op_print_ticket", "说明 二(八)")
    assert told["candidates"][0] == "op_print_ticket"
    assert 0.5 < told["score"] <= 1


def test_a_question_s_answer_is_told_to_people() -> None:
    code, out = run("ask", "准考证什么时候打印", "--language", "en")
    assert code == 0
    assert "From 7 December 2020, 10:00" in out
    assert "说明 二(八)" in out


def test_a_file_is_evaluated() -> None:
    code, out = run("answers", "evaluate", str(DATA / "evaluation.jsonl"), "--json")
    assert code == 0
    assert set(json.loads(out)) == KEYS


@pytest.mark.parametrize("content", ["no json", '{"label": "op_pay"}', "[]", '"x"'])
def test_a_file_that_holds_no_questions_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "questions.jsonl").write_text(content)
    code, _ = run("answers", "evaluate", str(tmp_path / "questions.jsonl"), "--json")
    assert code == 1


def test_another_name_of_an_entry_counts_as_the_entry(tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text('{"q": "咨询电话是多少", "label": "faq_3_11"}\n')
    _, out = run("answers", "evaluate", str(tmp_path / "questions.jsonl"), "--json")
    assert json.loads(out)["top1"] == 1.0
