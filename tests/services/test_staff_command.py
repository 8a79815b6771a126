"""``kaoban staff`` from a terminal: accounts are told once, listed without secrets, closed and reset."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import main


@pytest.fixture(autouse=True)
def _installed(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KAOBAN_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("KAOBAN_SECRET_KEY", "t" * 40)


def staff(*words: str) -> Result:
    return CliRunner().invoke(main, ["staff", *words])


def listed() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(staff("list", "--json").stdout)
    return found


def test_a_new_account_is_told_once_with_a_code_to_scan() -> None:
    told = staff("add", "Wang Fang", "--role", "agent", "--role", "finance")
    assert told.exit_code == 0
    for part in ("wang.fang", "One-time password:", "otpauth://totp/Kaoban:wang.fang?secret=", "█"):
        assert part in told.stdout
    [one] = listed()
    assert (one["login"], one["roles"], one["disabled_at"]) == ("wang.fang", ["agent", "finance"], None)
    assert set(one) == {"login", "name", "roles", "oidc", "disabled_at"}


def test_two_of_a_name_have_logins_of_their_own() -> None:
    logins = [json.loads(staff("add", "Wang", "--role", "agent", "--json").stdout)["login"] for _ in range(2)]
    assert logins == ["wang", "wang2"]
    assert staff("add", "Another", "--role", "agent", "--login", "wang").exit_code == 1


def test_an_account_is_closed_changed_tied_and_reset() -> None:
    staff("add", "Wang", "--role", "agent")
    assert [staff(*words).exit_code for words in (("disable", "wang"), ("roles", "wang", "--role", "auditor"))] == [0, 0]
    [closed] = listed()
    assert (closed["roles"], bool(closed["disabled_at"])) == (["auditor"], True)
    assert staff("tie", "wang", "subject-1").exit_code == 0
    assert json.loads(staff("reset", "wang", "--json").stdout)["login"] == "wang"
    assert [(one["oidc"], one["disabled_at"]) for one in listed()] == [("subject-1", None)]


@pytest.mark.parametrize(
    "words", [("disable", "nobody"), ("reset", "nobody"), ("roles", "nobody", "--role", "agent"), ("tie", "nobody", "x")]
)
def test_a_login_that_nobody_has_is_a_sentence(words: tuple[str, ...]) -> None:
    told = staff(*words)
    assert (told.exit_code, "There is no such login" in told.output) == (1, True)


def test_a_role_that_does_not_exist_is_misuse() -> None:
    assert staff("add", "Wang", "--role", "king").exit_code == 2
    assert staff("add", "Wang").exit_code == 2
