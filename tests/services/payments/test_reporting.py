"""The report balances as long as every charge is explained (说明 二(六)); what operators are told, and with which exit."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from app.cli.payments import payments_app
from core.model.money import Money
from core.model.payment import RefundState
from core.services.payments import Report, Scope, report
from core.services.payments.refund_ledger import RefundNews
from core.store.engine import open_store
from core.store.tables.applications import application
from core.store.tables.payments import payment_capture, payment_refund
from tests.services.payments.test_ledger import EVENING, TOO_LATE, heard, order, record
from tests.support.clock import FixedClock
from tests.support.facts import exam
from tests.support.payments import Counter, Payer, add_payer, counter, success

RUN = CliRunner()


async def report_of(desk: Counter, scope: Scope | None = None) -> Report:
    return await desk.store.read(lambda tx: report(tx, scope or Scope()))


async def every_case(desk: Counter, payer: Payer) -> None:
    """One accepted, one late and on its way, one doubled and returned, one too small and one of nobody."""
    await order(desk, payer, "A1")
    await record(desk, success("A1", "OK", at=EVENING))
    await record(desk, success("A1", "LATE", at=TOO_LATE))
    await record(desk, success("A1", "TWICE", at=EVENING))
    await heard(desk, RefundNews("sandbox", "RF-TWICE", RefundState.SUCCEEDED))
    await record(desk, success("A1", "LITTLE", at=EVENING, amount=Money(1, "CNY")))
    await record(desk, success("NOBODY", "STRAY", at=EVENING))


async def test_captured_is_accepted_refunded_asked_back_and_under_review(desk: Counter, payer: Payer) -> None:
    await every_case(desk, payer)
    told = await report_of(desk)
    (line,) = told.lines
    assert (line.charges, line.captured, line.accepted, line.refunded, line.requested) == (5, 40001, 10000, 10000, 10000)
    assert (line.under_review, line.unexplained, told.balances) == (10001, 0, True)


async def test_of_one_exam_the_charges_of_nobody_are_left_out(desk: Counter, payer: Payer) -> None:
    await every_case(desk, payer)
    assert (await report_of(desk, Scope(exam().id))).lines[0].charges == 4
    assert (await report_of(desk, Scope("another"))).lines == ()
    assert (await report_of(desk, Scope(first=TOO_LATE))).lines[0].charges == 1


SPOILED: dict[str, Callable[[], sa.Executable]] = {
    "a refund that was never asked for": lambda: payment_refund.delete().where(payment_refund.c.out_refund_no == "RF-LATE"),
    "more going back than came": lambda: (
        payment_refund.update().where(payment_refund.c.out_refund_no == "RF-LATE").values(amount_minor=20000)
    ),
    "an accepted charge of somebody given up": lambda: application.update().values(payment="abandoned"),
    "a charge nobody was told of": lambda: (
        payment_capture.update().where(payment_capture.c.transaction_id == "STRAY").values(transaction_id="OTHER")
    ),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
async def test_what_is_wrong_in_the_books_shows(desk: Counter, payer: Payer, spoil: Callable[[], sa.Executable]) -> None:
    await every_case(desk, payer)
    await desk.store.write(lambda tx: tx.execute(spoil()))
    assert not (await report_of(desk)).balances


async def test_somebody_who_counts_as_paid_without_money_shows(desk: Counter, payer: Payer) -> None:
    await desk.store.write(lambda tx: tx.execute(application.update().values(payment="paid")))
    told = await report_of(desk)
    assert (told.paid_without_money, told.balances) == (1, False)


@pytest.fixture
def filled(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Counter, Payer], Coroutine[Any, Any, None]]], None]:
    """Fills the database that the commands read."""
    monkeypatch.setenv("KAOBAN_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("KAOBAN_SECRET_KEY", "k" * 40)

    def fill(work: Callable[[Counter, Payer], Coroutine[Any, Any, None]]) -> None:
        async def run() -> None:
            store = open_store(sqlite_url)
            desk = counter(store, FixedClock(datetime(2020, 11, 16, 2, 0, tzinfo=UTC)))
            await work(desk, await store.write(add_payer))
            await store.close()

        asyncio.run(run())

    return fill


Fill = Callable[[Callable[[Counter, Payer], Coroutine[Any, Any, None]]], None]


async def unexplained(desk: Counter, payer: Payer) -> None:
    await every_case(desk, payer)
    await desk.store.write(lambda tx: tx.execute(payment_refund.delete()))


def test_books_that_balance_end_with_zero(filled: Fill) -> None:
    filled(every_case)
    result = RUN.invoke(payments_app, ["report", "--json"])
    assert (result.exit_code, json.loads(result.stdout)["balances"]) == (0, True)
    assert "The books balance." in RUN.invoke(payments_app, ["report", "--language", "en"]).stdout


def test_books_that_do_not_balance_end_with_one_and_name_the_charge(filled: Fill) -> None:
    filled(unexplained)
    result = RUN.invoke(payments_app, ["report", "--language", "en"])
    assert result.exit_code == 1
    assert "Unexplained: sandbox LATE" in result.stdout


def test_a_day_that_is_none_is_misuse(filled: Fill) -> None:
    assert RUN.invoke(payments_app, ["report", "--day", "yesterday"]).exit_code == 2


def test_reconciling_without_any_provider_reads_nothing_and_tells_the_balance(filled: Fill) -> None:
    filled(every_case)
    result = RUN.invoke(payments_app, ["reconcile", "--day", "2020-11-20", "--json"])
    assert (result.exit_code, json.loads(result.stdout)["bills"]) == (0, [])
