"""Everything at the same moment, in the deadline's last second: whatever comes first, the end is the same (说明 二(六))."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.services.payments import Payments
from core.store.engine import Store
from tests.services.payments.money_world import closed_event, success_event
from tests.services.payments.test_cashier import number_of, token_of
from tests.services.payments.test_ledger import account
from tests.support.clock import FixedClock
from tests.support.facts import at, exam
from tests.support.payments import PUBLIC_URL, Counter, Payer, add_payer

DEADLINE = at("11-20 16:00:00")
ROUNDS = 3


def another_process(desk: Counter, clock: FixedClock) -> Payments:
    """The same services once more: they share nothing with the first but the database and the provider."""
    return Payments(desk.store, clock, {"sandbox": desk.provider, "wechat": desk.other}, desk.exams, public_url=PUBLIC_URL)


async def ordered(desk: Counter, payer: Payer) -> tuple[str, str]:
    """An order; its page's token and its number."""
    token = await token_of(desk, payer)
    await desk.payments.order(token, None, flow="phone")
    return token, await number_of(desk, payer)


@pytest.mark.parametrize(("late_by", "verdict", "meaning"), [(0, "paid", "accepted"), (1, "abandoned", "late")])
async def test_news_question_closing_and_deadline_at_once(
    desk: Counter, store: Store, clock: FixedClock, late_by: int, verdict: str, meaning: str
) -> None:
    for round_ in range(ROUNDS):
        clock.set(at("11-20 15:00:00"))
        payer = await store.write(lambda tx, name=f"payer-{round_}": add_payer(tx, name))
        token, number = await ordered(desk, payer)
        paid = desk.provider.pay(number, at=DEADLINE + timedelta(seconds=late_by))
        clock.set(DEADLINE + timedelta(seconds=2))
        other = another_process(desk, clock)
        await asyncio.gather(
            *(one.receive(success_event(paid), {}, b"{}") for one in (desk.payments, other)),
            *(one.tick(clock.now()) for one in (other, desk.payments)),
            *(one.ask_from_page(token) for one in (desk.payments, other)),
            desk.payments.receive(closed_event("sandbox", number), {}, b"{}"),
        )
        for one in (desk.payments, other):
            await one.tick(clock.forward(minutes=1))
        shown = await account(desk, number)
        assert (shown.application, [line.disposition for line in shown.captures]) == (verdict, [meaning])
        assert (shown.messages.count("paid"), len(shown.refunds)) == (int(late_by == 0), late_by)


async def test_two_processes_that_order_at_once_open_one_order(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    token = await token_of(desk, payer)
    others = [another_process(desk, clock) for _ in range(3)]
    ways = await asyncio.gather(*(one.order(token, None, flow="phone") for one in [desk.payments, *others] * 3))
    assert (len({str(way) for way in ways}), len(desk.provider.orders)) == (1, 1)


async def test_two_ways_chosen_at_once_never_leave_two_orders_open(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    desk.exams.exam = replace(exam(), payment_providers=("sandbox", "wechat"))
    other = another_process(desk, clock)
    token = await token_of(desk, payer)
    for _ in range(ROUNDS):
        await asyncio.gather(desk.payments.order(token, "sandbox", flow="phone"), other.order(token, "wechat", flow="phone"))
        still_open = [order for one in (desk.provider, desk.other) for order in one.orders.values() if not order.closed]
        assert len(still_open) <= 1
