"""A provider like the treasury's (非税): it can only be asked. No closing, no refunds by call, no bills; a day as its deadline."""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import NotOffered
from core.model.payment import RefundState, Success
from core.model.reasons import Reason
from core.ports import OrderState, RefundRequest
from core.services.payments import Cashier, Payments, report
from core.services.payments.bill_findings import Findings
from core.store.queries.balances import Scope
from core.store.tables.outbox import outbox
from tests.services.payments.test_cashier import number_of, token_of
from tests.services.payments.test_ledger import account
from tests.support.clock import FixedClock
from tests.support.facts import at
from tests.support.payments import PUBLIC_URL, Counter, FakeProvider, Payer

DEADLINE = at("11-20 16:00:00")


class Treasury(FakeProvider):
    """It ends what is unpaid by itself, at the end of the day, and tells of nothing unasked."""

    async def close(self, out_trade_no: str) -> OrderState:
        self._called("close")
        return self._state(out_trade_no)

    async def refund(self, request: RefundRequest) -> RefundState:
        self._called("refund")
        raise NotOffered("refund")

    async def query_refund(self, out_refund_no: str, *, transaction_id: str = "") -> RefundState:
        raise NotOffered("refund")

    async def fetch_bill(self, day: date) -> list[Success]:
        self._called("bill")
        raise NotOffered("bill")

    def end_of_day(self) -> None:
        """What is unpaid can't be paid any more."""
        for order in self.orders.values():
            order.closed = order.paid_at is None


@pytest.fixture
def desk(desk: Counter, clock: FixedClock) -> Counter:
    """The counter with the treasury as its first provider, which the pack says gives nothing back by itself."""
    treasury = Treasury(clock)
    desk.provider = treasury
    desk.payments = Payments(desk.store, clock, {"sandbox": treasury, "wechat": desk.other}, desk.exams, public_url=PUBLIC_URL)
    desk.exams.exam = replace(
        desk.exams.exam, payment_providers=("sandbox", "wechat"), refund_mode="auto", refund_modes={"sandbox": "manual_finance"}
    )
    return desk


async def ordered(desk: Counter, payer: Payer) -> str:
    token = await token_of(desk, payer)
    await desk.payments.order(token, "sandbox", flow="phone")
    return await number_of(desk, payer)


async def test_what_was_paid_is_found_by_asking(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    number = await ordered(desk, payer)
    desk.provider.pay(number)
    await desk.payments.tick(clock.forward(seconds=16))
    assert (await account(desk, number)).application == "paid"


async def test_what_cannot_be_closed_is_verified_until_the_treasury_ends_it(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    number = await ordered(desk, payer)
    clock.set(DEADLINE)
    await desk.payments.tick(clock.forward(seconds=1))
    await desk.payments.tick(clock.forward(hours=4))
    assert ((await account(desk, number)).application, (await account(desk, number)).attempt) == ("verifying", "pending")
    assert isinstance(desk.provider, Treasury)
    desk.provider.end_of_day()
    await desk.payments.tick(clock.forward(hours=5))
    assert ((await account(desk, number)).application, (await account(desk, number)).attempt) == ("abandoned", "closed")


async def test_late_money_waits_for_the_finance_office(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    number = await ordered(desk, payer)
    clock.set(at("11-20 17:00:00"))
    desk.provider.pay(number)
    for _ in range(5):
        await desk.payments.tick(clock.forward(hours=1))
    shown = await account(desk, number)
    assert (shown.application, shown.tickets, shown.refunds[0].state) == ("abandoned", ("late",), "requested")
    assert "refund" not in desk.provider.calls
    told = await desk.store.read(lambda tx: tx.execute(outbox.select().where(outbox.c.kind == "payment_late")).one())
    assert told.about["refund"] == "manual"
    assert (await desk.store.read(lambda tx: report(tx, Scope()))).balances


async def test_where_the_pack_forgets_that_a_person_is_told_at_once_and_nothing_is_asked_again(
    desk: Counter, payer: Payer, clock: FixedClock
) -> None:
    desk.exams.exam = replace(desk.exams.exam, refund_modes={})
    number = await ordered(desk, payer)
    clock.set(at("11-20 17:00:00"))
    desk.provider.pay(number)
    for _ in range(5):
        await desk.payments.tick(clock.forward(hours=1))
    shown = await account(desk, number)
    assert (shown.tickets, shown.refunds[0].state) == (("late", "refund_refused"), "requested")
    assert desk.provider.calls.count("refund") == 1


async def test_at_another_provider_of_the_exam_money_goes_back_by_itself(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    token = await token_of(desk, payer)
    await desk.payments.order(token, "wechat", flow="phone")
    number = await number_of(desk, payer)
    clock.set(at("11-20 17:00:00"))
    desk.other.pay(number)
    await desk.payments.tick(clock.now())
    await desk.payments.tick(clock.forward(minutes=1))
    assert "refund" in desk.other.calls


async def test_an_open_order_there_keeps_others_from_being_opened(desk: Counter, payer: Payer) -> None:
    await ordered(desk, payer)
    token = await token_of(desk, payer)
    refused = await desk.payments.order(token, "wechat", flow="phone")
    assert getattr(refused, "reason", None) is Reason.PAYMENT_OPEN_ELSEWHERE
    assert desk.other.orders == {}


async def test_without_bills_nothing_is_missing_in_them(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    number = await ordered(desk, payer)
    desk.provider.pay(number)
    await desk.payments.tick(clock.forward(seconds=16))
    found = await desk.payments.reconcile(at("11-18 10:30:00"))
    assert {one.findings for one in found if one.provider == "sandbox"} == {Findings(0, 0, 0, 0, 0)}
    assert await desk.payments.reconcile(at("11-18 10:30:00")) == []
    assert (await account(desk, number)).tickets == ()


async def test_the_page_opens_as_everywhere(desk: Counter, payer: Payer) -> None:
    assert isinstance(await desk.payments.open_cashier(payer.account_id, desk.exams.exam.id), Cashier)
