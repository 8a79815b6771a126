"""What an operator sees: ``kaoban doctor`` names what is wrong, ``kaoban rekey`` mends the keys."""

from pathlib import Path

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from app.cli import main
from core.store.engine import open_store
from core.store.vault import Vault
from tests.services.test_rekeying import CHEAP, NEW, OLD
from tests.support.accounts import Person, house_on
from tests.support.clock import FixedClock


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> CliRunner:
    """An operator whose settings lead to a fresh database with the new secret, the sandbox standing in for the rest."""
    values = {"DATABASE_URL": sqlite_url, "SECRET_KEY": NEW, "SECRET_KEYS_OLD": OLD, "SANDBOX": "1", "EXAMS": "shenzhen-2021"}
    for name, value in values.items():
        monkeypatch.setenv(f"KAOBAN_{name}", value)
    return CliRunner(env={"COLUMNS": "200"})


@pytest_asyncio.fixture
async def filled(sqlite_url: str, clock: FixedClock) -> None:
    """Somebody registered under the older secret."""
    store = open_store(sqlite_url)
    async with house_on(store, clock, Vault(OLD, hasher=CHEAP)) as house:
        await house.register(await house.chat(1), Person())
    await store.close()


def test_the_doctor_finds_values_of_the_older_key_until_they_are_sealed_anew(filled: None, operator: CliRunner):
    sick = operator.invoke(main, ["doctor"])
    mended = operator.invoke(main, ["rekey"])
    assert (sick.exit_code, mended.exit_code) == (1, 0)
    assert "account.document_sealed: 1" in " ".join(sick.stderr.split())
    assert "values sealed anew" in mended.stderr
    assert "empty" in operator.invoke(main, ["doctor"]).stderr


def test_a_healthy_installation_is_said_to_be_healthy(operator: CliRunner, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("KAOBAN_SECRET_KEYS_OLD")
    found = operator.invoke(main, ["doctor"])
    assert (found.exit_code, "✗" in found.stderr) == (0, False)


def test_what_isnt_set_or_doesnt_answer_is_named(operator: CliRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("KAOBAN_SANDBOX")
    monkeypatch.setenv("COLUMNS", "300")  # so that no word is broken at the end of a line
    monkeypatch.setenv("KAOBAN_DATABASE_URL", f"sqlite:///{tmp_path}/nothing/there.db")
    monkeypatch.setenv("KAOBAN_REDIS_URL", "redis://127.0.0.1:1")
    found = operator.invoke(main, ["doctor"])
    assert found.exit_code == 1
    assert all(
        word in found.stderr for word in ("KAOBAN_BANK_", "KAOBAN_SMS_", "KAOBAN_FACE_", "kaoban migrate", "KAOBAN_REDIS_URL")
    )
