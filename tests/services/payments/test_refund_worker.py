"""Refunds are sent under one number until they end, however often the network fails (说明 二(六))."""

from dataclasses import replace

from core.model.payment import RefundState
from core.services.payments.account import RefundLine
from tests.services.payments.test_ledger import TOO_LATE, account, order, record
from tests.support.clock import FixedClock
from tests.support.payments import Counter, Payer, success


async def late(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    await order(desk, payer, "A1")
    clock.set(TOO_LATE)
    await record(desk, success("A1", at=TOO_LATE), TOO_LATE)


async def test_late_money_is_sent_back_and_followed_to_the_end(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    await late(desk, payer, clock)
    await desk.payments.tick(clock.now())
    request, _ = desk.provider.refunds["RF-TX1"]
    assert (request.out_trade_no, request.transaction_id, request.amount, request.total) == (
        "A1",
        "TX1",
        request.total,
        request.total,
    )
    assert (await account(desk, "A1")).refunds == (RefundLine("RF-TX1", 10000, "processing"),)
    desk.provider.settle_refund("RF-TX1", RefundState.SUCCEEDED)
    await desk.payments.tick(clock.forward(minutes=1))
    shown = await account(desk, "A1")
    assert (shown.refunds[0].state, shown.messages[-1]) == ("succeeded", "payment_refunded")


async def test_after_silence_the_same_number_is_sent_again(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    await late(desk, payer, clock)
    desk.provider.silent = True
    await desk.payments.tick(clock.now())
    desk.provider.silent = False
    await desk.payments.tick(clock.forward(minutes=1))
    assert desk.provider.calls.count("refund") == 2
    assert list(desk.provider.refunds) == ["RF-TX1"]


async def test_an_empty_purse_is_told_to_a_person_and_tried_again(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    await late(desk, payer, clock)
    desk.provider.refuses_refunds = "NOT_ENOUGH"
    await desk.payments.tick(clock.now())
    shown = await account(desk, "A1")
    assert (shown.refunds[0].state, shown.tickets) == ("requested", ("late", "refund_refused"))
    desk.provider.refuses_refunds = None
    await desk.payments.tick(clock.forward(minutes=2))
    assert (await account(desk, "A1")).refunds[0].state == "processing"


async def test_another_refusal_is_told_to_a_person_once_it_lasts(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    await late(desk, payer, clock)
    desk.provider.refuses_refunds = "TRADE_UNKNOWN"
    tickets = []
    for _ in range(4):
        await desk.payments.tick(clock.now())
        tickets.append((await account(desk, "A1")).tickets)
        clock.forward(minutes=10)
    assert tickets == [("late",), ("late",), ("late", "refund_refused"), ("late", "refund_refused")]


async def test_where_the_finance_office_refunds_nothing_is_sent(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    desk.exams.exam = replace(desk.exams.exam, refund_mode="manual_finance")
    await late(desk, payer, clock)
    await desk.payments.tick(clock.now())
    shown = await account(desk, "A1")
    assert (shown.refunds, shown.tickets, desk.provider.calls) == (
        (RefundLine("RF-TX1", 10000, "requested"),),
        ("late",),
        [],
    )


async def test_a_refund_that_ended_is_not_asked_about_again(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    await late(desk, payer, clock)
    await desk.payments.tick(clock.now())
    desk.provider.settle_refund("RF-TX1", RefundState.CLOSED)
    await desk.payments.tick(clock.forward(hours=1))
    asked = desk.provider.calls.count("query_refund")
    await desk.payments.tick(clock.forward(hours=9))
    assert (asked, desk.provider.calls.count("query_refund")) == (1, 1)
    assert (await account(desk, "A1")).tickets == ("late", "refund_closed")
