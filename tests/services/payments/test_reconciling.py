"""The bill of a day against our books: nobody who paid is lost, and what doesn't fit lies before a person (说明 二(六))."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from core.model.money import Money
from core.model.payment import BilledRefund, RefundState, Source, Success
from core.services.payments.bill_findings import Findings
from core.store.queries import bills
from core.store.tables.payments import payment_attempt, payment_bill_line, payment_capture
from tests.services.payments.test_ledger import account, order, record
from tests.services.payments.test_sweeps import ordered
from tests.support.clock import FixedClock
from tests.support.facts import at
from tests.support.payments import FEE, Counter, FakeProvider, Payer, success

MONDAY = date(2020, 11, 16)
NEXT_DAY = at("11-17 10:30:00")
NOON = at("11-16 12:00:00")


class Telling(FakeProvider):
    """A provider whose bill tells of refunds too."""

    returned: Sequence[BilledRefund] = ()

    async def fetch_refund_bill(self, day: date) -> Sequence[BilledRefund]:
        self._called("refund bill")
        return self.returned


async def findings(desk: Counter, now: object = NEXT_DAY) -> dict[date, Findings | None]:
    return {one.day: one.findings for one in await desk.payments.reconcile(now)}  # type: ignore[arg-type]


async def test_a_charge_that_only_the_bill_tells_of_pays_after_asking(desk: Counter, payer: Payer) -> None:
    number = await ordered(desk, payer)
    desk.provider.pay(number, at=NOON)
    found = await findings(desk)
    assert found[MONDAY] == Findings(charges=1, found=0, contradicted=0, differing=0, missing=0)
    assert sum(one.found for one in found.values() if one) == 1
    source = await desk.store.read(lambda tx: tx.execute(payment_capture.select()).one().first_source)
    assert ((await account(desk, number)).application, source) == ("paid", "bill")
    assert desk.provider.calls.count("query") == 1


async def test_a_second_charge_of_one_order_is_found_in_the_bill_and_goes_back(desk: Counter, payer: Payer) -> None:
    number = await ordered(desk, payer)
    first = desk.provider.pay(number, at=NOON)
    await record(desk, first)
    desk.provider.bill = [first, replace(first, transaction_id="SECOND", source=Source.BILL)]
    await findings(desk)
    shown = await account(desk, number)
    assert [one.disposition for one in shown.captures] == ["accepted", "duplicate"]
    assert (shown.tickets, len(shown.refunds)) == (("duplicate",), 1)


async def test_a_charge_of_a_number_that_is_not_ours_is_kept_with_a_ticket(desk: Counter, payer: Payer) -> None:
    await ordered(desk, payer)
    desk.provider.bill = [success("ELSE", "TX9", at=NOON)]
    desk.provider.orders["ELSE"] = replace(next(iter(desk.provider.orders.values())))
    desk.provider.pay("ELSE", at=NOON, transaction_id="TX9")
    await findings(desk)
    assert (await account(desk, "ELSE")).tickets == ("orphan",)


async def test_what_the_answer_denies_is_for_a_person_and_pays_nobody(desk: Counter, payer: Payer) -> None:
    number = await ordered(desk, payer)
    desk.provider.bill = [success(number, "TX9", at=NOON)]
    assert (await findings(desk))[MONDAY] == Findings(1, 0, contradicted=1, differing=0, missing=0)
    shown = await account(desk, number)
    assert (shown.application, shown.captures, shown.tickets) == ("awaiting_payment", (), ("bill_contradicted",))


async def test_a_charge_of_ours_that_no_bill_tells_of_is_for_a_person(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await record(desk, success("A1", at=NOON))
    desk.provider.bill = []
    found = await findings(desk)
    assert (found[MONDAY] or Findings(0, 0, 0, 0, 0)).missing == 1
    shown = await account(desk, "A1")
    assert (shown.application, shown.tickets) == ("paid", ("not_in_bill",))


async def test_a_charge_of_the_last_minutes_is_looked_for_in_the_next_bill_too(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await record(desk, success("A1", at=at("11-16 23:55:00")))
    desk.provider.bill = []
    assert sum(one.missing for one in (await findings(desk)).values() if one) == 0
    desk.provider.bill = [success("A1", at=at("11-16 23:55:00"))]
    assert sum(one.missing for one in (await findings(desk, at("11-18 10:30:00"))).values() if one) == 0


async def test_an_order_that_no_provider_was_asked_for_is_missed_in_no_bill(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await desk.store.write(lambda tx: tx.execute(payment_attempt.update().values(ordered_at=None)))
    await record(desk, success("A1", at=NOON))
    desk.provider.bill = []
    assert sum(one.missing for one in (await findings(desk)).values() if one) == 0


async def test_another_amount_in_the_bill_is_for_a_person(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await record(desk, success("A1", at=NOON))
    desk.provider.bill = [success("A1", at=NOON, amount=Money(9999, "CNY"))]
    await findings(desk)
    shown = await account(desk, "A1")
    assert (shown.application, shown.tickets) == ("paid", ("bill_differs",))


async def test_each_day_is_read_once_and_missed_days_are_caught_up_in_order(desk: Counter, payer: Payer) -> None:
    await ordered(desk, payer)
    assert list(await findings(desk)) == [date(2020, 11, day) for day in (13, 14, 15, 16)]
    assert await findings(desk) == {}
    assert list(await findings(desk, at("11-19 11:00:00"))) == [date(2020, 11, 17), date(2020, 11, 18)]


async def test_a_silent_provider_leaves_its_days_for_later(desk: Counter, payer: Payer) -> None:
    await ordered(desk, payer)
    desk.provider.silent = True
    assert await findings(desk) == {date(2020, 11, 13): None}
    desk.provider.silent = False
    assert len(await findings(desk)) == 4


async def test_a_silence_between_bill_and_confirmation_leaves_the_day_open(desk: Counter, payer: Payer) -> None:
    number = await ordered(desk, payer)
    desk.provider.bill = [desk.provider.pay(number, at=NOON)]
    desk.provider.forgetful, desk.provider.query = False, _silent  # type: ignore[method-assign]
    assert list((await findings(desk)).values()) == [None]
    assert await desk.store.read(lambda tx: bills.reconciled_days(tx, "sandbox")) == set()


async def _silent(out_trade_no: str) -> object:
    from core.errors import Unreachable

    raise Unreachable(out_trade_no)


@pytest.fixture
def telling(desk: Counter, clock: FixedClock) -> Telling:
    """The desk's provider, with a bill that tells of refunds."""
    provider = Telling(clock)
    desk.payments.reconciling._providers = {"sandbox": provider}  # type: ignore[assignment]
    return provider


async def test_a_refund_that_only_the_bill_tells_of_is_news(desk: Counter, payer: Payer, telling: Telling) -> None:
    await order(desk, payer, "A1")
    await record(desk, success("A1", at=NOON))
    telling.returned, telling.bill = [BilledRefund("sandbox", "X-1", "TX1", FEE, RefundState.SUCCEEDED)], [success("A1", at=NOON)]
    await findings(desk)
    shown = await account(desk, "A1")
    assert (shown.refunds[0].out_refund_no, shown.tickets) == ("X-1", ("external_refund",))


async def test_a_refund_of_ours_that_no_bill_tells_of_is_for_a_person(
    desk: Counter, payer: Payer, telling: Telling, clock: FixedClock
) -> None:
    late = success("A1", at=at("11-20 16:30:00"))
    await order(desk, payer, "A1")
    clock.set(at("11-20 17:00:00"))
    await record(desk, late, clock.now())
    await desk.payments.tick(clock.now())
    desk.provider.settle_refund("RF-TX1", RefundState.SUCCEEDED)
    await desk.payments.tick(clock.forward(minutes=1))
    telling.bill = [late]
    assert sum(one.refunds_missing for one in (await findings(desk, at("11-21 10:30:00"))).values() if one) == 0
    assert sum(one.refunds_missing for one in (await findings(desk, at("11-22 10:30:00"))).values() if one) == 1
    assert (await account(desk, "A1")).tickets == ("late", "refund_not_in_bill")


async def test_what_bills_said_is_kept(desk: Counter, payer: Payer) -> None:
    number = await ordered(desk, payer)
    desk.provider.pay(number, at=NOON)
    await findings(desk)
    lines = await desk.store.read(lambda tx: [(one.kind, one.number) for one in tx.execute(payment_bill_line.select())])
    assert lines == [("charge", f"TX-{number}")]
    assert isinstance(desk.provider.pay(number), Success)
