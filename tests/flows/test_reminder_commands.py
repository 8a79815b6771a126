"""The commands about reminders: the timetable, the export with its seal, and a small rehearsal."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import main

EXAM = "shenzhen-2021"
RUNNER = CliRunner()


@pytest.fixture
def installed(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation with the bundled exam."""
    monkeypatch.setenv("KAOBAN_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("KAOBAN_SECRET_KEY", "a secret that only this test knows, long enough")
    assert RUNNER.invoke(main, ["exam", "load", f"exams/{EXAM}"]).exit_code == 0


@pytest.mark.usefixtures("installed")
def test_a_million_take_eleven_hours_and_begin_early() -> None:
    told = RUNNER.invoke(main, ["reminders", "plan", EXAM, "--at", "2020-11-15T09:00", "--candidates", "1000000", "--json"])
    rules = {rule["rule"]: rule for rule in json.loads(told.stdout)["rules"]}
    last_day = rules["unconfirmed-last-day"]
    assert (last_day["sending_hours"], last_day["begins_early"], last_day["unreached"]) == (11.11, True, 0)
    assert rules["unconfirmed-last-hour"]["unreached"] > 0
    assert json.loads(told.stdout)["can_be_done"] is False


@pytest.mark.usefixtures("installed")
def test_the_timetable_is_shown_and_says_plainly_what_cannot_be_done() -> None:
    told = RUNNER.invoke(main, ["reminders", "plan", EXAM, "--at", "2020-11-15T09:00", "--candidates", "1000000"])
    assert "It can't be done" in told.stdout
    assert "KAOBAN_SMS_LETTERS_A_DAY" in told.stdout.replace("\n", " ")
    assert RUNNER.invoke(main, ["reminders", "plan", "nowhere"]).exit_code == 1


@pytest.mark.usefixtures("installed")
def test_an_export_is_genuine_until_somebody_touches_it(tmp_path: Path) -> None:
    file = tmp_path / "notices.csv"
    assert RUNNER.invoke(main, ["notices", "export", EXAM, "--file", str(file)]).exit_code == 0
    assert RUNNER.invoke(main, ["notices", "verify", str(file)]).exit_code == 0
    file.write_bytes(file.read_bytes() + b"1\n")
    assert RUNNER.invoke(main, ["notices", "verify", str(file)]).exit_code == 1


@pytest.mark.long
def test_a_small_rehearsal_holds_every_invariant(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    arguments = ["rehearse", EXAM, "--candidates", "20", "--compress", "20000", "--report", str(report)]
    assert RUNNER.invoke(main, arguments).exit_code == 0
    page = report.read_text()
    assert page.count("<svg") >= 3
    assert "class=no>" not in page
