"""The commands as operators and scripts call them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import main
from tests.positions.made import DATA, cases, zipped

EXAM = "shenzhen-2021"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Path:
    monkeypatch.setenv("KAOBAN_DATABASE_URL", sqlite_url)
    (tmp_path / "catalogue.zip").write_bytes(zipped("catalogue.csv", "groups.csv"))
    run("majors", "import", str(tmp_path / "catalogue.zip"), "--catalogue", "made-up")
    return tmp_path


def run(*words: str, code: int = 0) -> str:
    answer = CliRunner().invoke(main, list(words))
    assert answer.exit_code == code, answer.output
    return answer.stdout


def test_a_dry_run_tells_what_would_be_read_and_changes_nothing(installation: Path) -> None:
    report: dict[str, Any] = json.loads(run("positions", "import", EXAM, str(DATA / "county.csv"), "--dry-run", "--json"))
    assert (report["rows_read"], report["rows_refused"], report["headcount"]) == (35, 0, 39)
    assert [(sheet["name"], sheet["header_row"]) for sheet in report["sheets"]] == [("county", 3)]
    assert report["columns_unmapped"] == []
    assert report["values_not_understood"]["rows"] == 2


def test_importing_into_an_exam_that_is_not_there_is_refused(installation: Path) -> None:
    run("positions", "import", "nowhere", str(DATA / "county.csv"), code=1)


def test_a_table_is_imported_and_searched(installation: Path) -> None:
    run("exam", "load", str(Path(__file__).parents[2] / "exams" / EXAM))
    report = json.loads(run("positions", "import", EXAM, str(DATA / "county.csv"), "--json"))
    found = json.loads(run("positions", "search", EXAM, "--unit", "审计局", "--json"))
    assert (report["outcome"], found["count"]) == ("loaded", 2)


def test_many_candidates_are_judged_from_a_file(installation: Path) -> None:
    wanted = [case for case in cases() if case["table"] == "county"]
    file = installation / "cases.jsonl"
    file.write_text("\n".join(json.dumps({key: case[key] for key in ("id", "code", "candidate")}) for case in wanted))
    table = ("--table", str(DATA / "county.csv"), "--catalogue", "made-up")
    lines = [json.loads(line) for line in run("eligibility", EXAM, "--cases", str(file), *table).splitlines()]
    assert [(line["id"], line["overall"]) for line in lines] == [(case["id"], case["overall"]) for case in wanted]


def test_one_candidate_is_told_each_condition_with_words_and_datum(installation: Path) -> None:
    file = installation / "one.json"
    file.write_text(json.dumps({"gender": "女", "educations": [{"level": "本科", "degree": "学士", "major": "会计学"}]}))
    words = ("--candidate", str(file), "--code", "1008", "--table", str(DATA / "county.csv"), "--catalogue", "made-up", "--json")
    verdict = json.loads(run("eligibility", EXAM, *words))["verdicts"][0]
    assert (verdict["code"], verdict["overall"]) == ("1008", "does_not_fit")
    assert {"condition": "gender", "verdict": "does_not_fit", "words": "男性", "datum": "女"} in verdict["conditions"]


def test_what_cannot_be_read_is_said_in_a_line(installation: Path) -> None:
    (installation / "broken.xls").write_bytes(b"\x89PNG\0\0\0")
    run("positions", "import", EXAM, str(installation / "broken.xls"), "--dry-run", code=1)
    run("eligibility", EXAM, "--candidate", str(installation / "none.json"), "--table", str(DATA / "county.csv"), code=1)
