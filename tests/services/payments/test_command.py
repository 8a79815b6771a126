"""``kaoban payments show``: what is recorded about an order, for a person and for a machine."""

import asyncio
import json

import pytest
from typer.testing import CliRunner

from app.cli.payments import payments_app
from core.store.engine import open_store
from tests.services.payments.test_ledger import EVENING, order, record
from tests.support.clock import FixedClock
from tests.support.payments import add_payer, counter, success

RUN = CliRunner()


@pytest.fixture
def books(sqlite_url: str, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A paid order ``A1`` in the database the command reads."""
    monkeypatch.setenv("KAOBAN_DATABASE_URL", sqlite_url)

    async def fill() -> None:
        store = open_store(sqlite_url)
        desk = counter(store, clock)
        await order(desk, await store.write(add_payer), "A1")
        await record(desk, success("A1", at=EVENING))
        await store.close()

    asyncio.run(fill())


def test_a_machine_reads_what_stands(books: None) -> None:
    result = RUN.invoke(payments_app, ["show", "A1", "--json"])
    assert result.exit_code == 0
    shown = json.loads(result.stdout)
    assert (shown["application"], shown["attempt"], shown["messages"]) == ("paid", "paid", ["paid"])
    assert shown["captures"] == [{"provider": "sandbox", "transaction_id": "TX1", "disposition": "accepted", "amount": 10000}]


def test_a_person_reads_it_too(books: None) -> None:
    result = RUN.invoke(payments_app, ["show", "A1", "--language", "en"])
    assert result.exit_code == 0
    assert "TX1 accepted 10000" in result.stdout


def test_a_number_nobody_named_ends_with_one(books: None) -> None:
    assert RUN.invoke(payments_app, ["show", "NOBODY", "--json"]).exit_code == 1
