"""The ledger: every success is kept once, one is accepted, whatever the order and number of the news (说明 二(六))."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa

from core.model.money import Money
from core.model.payment import Disposition, PaymentVerdict, RefundState, Success
from core.services.payments import MoneyAccount
from core.services.payments.account import ChargeLine, RefundLine
from core.services.payments.refund_ledger import RefundNews
from core.store.queries import audit, payments
from core.store.tables.applications import application
from tests.support.clock import FixedClock
from tests.support.facts import at
from tests.support.payments import FEE, Counter, Payer, success

EVENING, TOO_LATE = at("11-20 16:00:00"), at("11-20 16:00:01")


async def order(desk: Counter, payer: Payer, number: str, provider: str = "sandbox") -> None:
    def work(tx: sa.Connection) -> None:
        now = at("11-16 10:00:00")
        attempt = payments.add_attempt(tx, payer.application_id, provider, number, FEE, EVENING, now)
        payments.change_attempt(tx, attempt.id, ordered_at=now)

    await desk.store.write(work)


async def record(desk: Counter, evidence: Success, now: datetime = EVENING) -> Disposition | None:
    return await desk.store.write(lambda tx: desk.payments.record_success(tx, evidence, now))


async def close(desk: Counter, number: str, now: datetime = EVENING) -> None:
    await desk.store.write(lambda tx: desk.payments.ledger.record_closed(tx, "sandbox", number, {"how": "test"}, now))


async def heard(desk: Counter, news: RefundNews, now: datetime = EVENING) -> None:
    await desk.store.write(lambda tx: desk.payments.ledger.refunds.record(tx, news, now))


async def account(desk: Counter, number: str) -> MoneyAccount:
    shown = await desk.payments.show(number)
    assert shown is not None
    return shown


async def test_a_charge_in_time_pays_the_application_and_tells_the_candidate_once(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    assert await record(desk, success("A1", at=EVENING)) is Disposition.ACCEPTED
    assert [await record(desk, success("A1", at=EVENING)) for _ in range(3)] == [None] * 3
    charge = ChargeLine("sandbox", "TX1", "accepted", 10000)
    assert await account(desk, "A1") == MoneyAccount("paid", "paid", (charge,), (), (), ("paid",))


async def test_the_verdict_the_time_of_payment_and_who_said_so_are_kept(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await record(desk, success("A1", at=at("11-20 15:00:00")), EVENING)
    row = await desk.store.read(lambda tx: tx.execute(application.select()).one())
    assert (row.payment, row.paid_at, row.payment_at) == ("paid", at("11-20 15:00:00"), EVENING)
    changes = await desk.store.read(lambda tx: audit.history(tx, "application", payer.application_id))
    assert [(change.actor, change.what) for change in changes] == [("provider:sandbox", "paid")]


async def test_money_in_time_counts_though_the_news_come_fifteen_hours_late(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await close(desk, "A1")
    await desk.payments.tick(TOO_LATE)
    assert (await account(desk, "A1")).application == "abandoned"
    assert await record(desk, success("A1", at=EVENING), at("11-21 07:00:00")) is Disposition.ACCEPTED
    shown = await account(desk, "A1")
    assert (shown.application, shown.attempt, shown.tickets) == ("paid", "paid", ("reinstated",))
    assert shown.messages == ("abandoned_unpaid", "paid")


async def test_after_the_roster_is_frozen_a_person_decides(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await close(desk, "A1")
    await desk.payments.tick(TOO_LATE)
    await record(desk, success("A1", at=EVENING), at("11-25 18:00:00"))
    shown = await account(desk, "A1")
    assert (shown.application, shown.captures[0].disposition) == ("manual_review", "accepted")
    assert shown.messages == ("abandoned_unpaid", "payment_review")


async def test_money_after_the_deadline_goes_back_and_the_application_is_given_up_only_then(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await desk.payments.tick(TOO_LATE)
    assert (await account(desk, "A1")).application == "verifying"
    await record(desk, success("A1", at=TOO_LATE), TOO_LATE)
    shown = await account(desk, "A1")
    assert (shown.application, shown.attempt) == ("abandoned", "paid")
    assert shown.refunds == (RefundLine("RF-TX1", 10000, "requested"),)
    assert (shown.tickets, shown.messages) == (("late",), ("payment_verifying", "payment_late", "abandoned_unpaid"))


async def test_of_two_orders_paid_in_the_same_second_one_is_accepted_and_one_goes_back(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await close(desk, "A1")
    await order(desk, payer, "A2")
    both = [success("A1", "TX1", at=EVENING), success("A2", "TX2", at=EVENING)]
    judged = await asyncio.gather(*(record(desk, one) for one in both))
    assert sorted(one or "" for one in judged) == ["accepted", "duplicate"]
    shown = await account(desk, "A1")
    assert (shown.application, shown.messages.count("paid"), shown.tickets) == ("paid", 1, ("duplicate",))
    assert [(one.amount, one.state) for one in shown.refunds] == [(10000, "requested")]


async def test_the_wrong_amount_is_for_a_person_until_the_right_one_comes(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await record(desk, success("A1", "TX1", at=EVENING, amount=Money(9000, "CNY")))
    shown = await account(desk, "A1")
    assert (shown.application, shown.refunds, shown.tickets) == ("manual_review", (), ("mismatch",))
    await record(desk, success("A1", "TX2", at=EVENING))
    shown = await account(desk, "A1")
    assert (shown.application, shown.messages) == ("paid", ("payment_review", "paid"))


async def test_money_for_another_merchant_leaves_our_order_payable(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await record(desk, replace(success("A1", at=EVENING), payee_is_us=False))
    shown = await account(desk, "A1")
    assert (shown.application, shown.attempt) == ("manual_review", "pending")


async def test_money_for_a_number_we_never_gave_out_is_kept_and_a_person_told(desk: Counter) -> None:
    assert await record(desk, success("ELSEWHERE", at=EVENING)) is Disposition.ORPHAN
    shown = await account(desk, "ELSEWHERE")
    charge = ChargeLine("sandbox", "TX1", "orphan", 10000)
    assert shown == MoneyAccount(None, None, (charge,), (), ("orphan",), ())


async def test_the_number_of_one_provider_is_no_number_of_another(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    assert await record(desk, success("A1", at=EVENING, provider="wechat")) is Disposition.ORPHAN
    assert (await account(desk, "A1")).application == "awaiting_payment"


async def test_closing_never_un_pays(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await record(desk, success("A1", at=EVENING))
    await close(desk, "A1")
    assert (await account(desk, "A1")).attempt == "paid"


async def test_an_application_without_any_order_is_given_up_at_the_deadline_with_one_message(
    desk: Counter, payer: Payer, clock: FixedClock
) -> None:
    await desk.payments.tick(EVENING)
    row = await desk.store.read(lambda tx: payments.get_payer(tx, payer.application_id))
    assert row.payment is PaymentVerdict.AWAITING_PAYMENT
    await desk.payments.tick(TOO_LATE)
    row = await desk.store.read(lambda tx: payments.get_payer(tx, payer.application_id))
    assert row.payment is PaymentVerdict.ABANDONED
    changes = await desk.store.read(lambda tx: audit.history(tx, "application", payer.application_id))
    assert [change.what for change in changes] == ["verifying", "abandoned"]


@pytest.mark.parametrize("state", [RefundState.SUCCEEDED, RefundState.ABNORMAL, RefundState.CLOSED])
async def test_news_of_a_refund_we_asked_for(desk: Counter, payer: Payer, state: RefundState) -> None:
    await order(desk, payer, "A1")
    await record(desk, success("A1", at=TOO_LATE))
    await heard(desk, RefundNews("sandbox", "RF-TX1", state))
    await heard(desk, RefundNews("sandbox", "RF-TX1", RefundState.PROCESSING))
    shown = await account(desk, "A1")
    assert shown.refunds[0].state == state
    told = {RefundState.ABNORMAL: "refund_abnormal", RefundState.CLOSED: "refund_closed"}
    assert shown.tickets == ("late", *([told[state]] if state in told else []))
    assert ("payment_refunded" in shown.messages) is (state is RefundState.SUCCEEDED)


async def test_a_refund_started_at_the_provider_un_pays_nobody_silently(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await record(desk, success("A1", at=EVENING))
    await heard(desk, RefundNews("sandbox", "X-1", RefundState.SUCCEEDED, "TX1", amount=FEE))
    shown = await account(desk, "A1")
    assert (shown.application, shown.tickets) == ("paid", ("external_refund",))
    assert shown.refunds == (RefundLine("X-1", 10000, "succeeded"),)


@pytest.mark.parametrize("refund_first", [True, False])
async def test_money_that_went_back_at_the_provider_is_not_sent_back_again(desk: Counter, payer: Payer, refund_first: bool) -> None:
    await order(desk, payer, "A1")
    news = RefundNews("sandbox", "X-1", RefundState.SUCCEEDED, "TX1", amount=FEE)
    if refund_first:
        await heard(desk, news)
    await record(desk, success("A1", at=TOO_LATE))
    if not refund_first:
        await heard(desk, news)
    await desk.payments.tick(TOO_LATE)
    shown = await account(desk, "A1")
    assert sum(one.amount for one in shown.refunds if one.state != "closed") == 10000
    assert desk.provider.refunds == {}


async def test_news_of_our_refund_may_come_before_its_charge(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await heard(desk, RefundNews("sandbox", "RF-TX1", RefundState.SUCCEEDED, "TX1", amount=FEE))
    await record(desk, success("A1", at=TOO_LATE))
    shown = await account(desk, "A1")
    assert shown.refunds == (RefundLine("RF-TX1", 10000, "succeeded"),)
    assert (shown.tickets, sorted(shown.messages)) == (("late",), ["payment_late", "payment_refunded"])


async def test_a_refund_of_another_amount_than_asked_for_is_for_a_person(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    await record(desk, success("A1", at=TOO_LATE))
    await heard(desk, RefundNews("sandbox", "RF-TX1", RefundState.SUCCEEDED, amount=Money(1, "CNY")))
    assert (await account(desk, "A1")).tickets == ("late", "refund_differs")


async def test_fifty_identical_successes_at_once_are_one(desk: Counter, payer: Payer) -> None:
    await order(desk, payer, "A1")
    judged = await asyncio.gather(*(record(desk, success("A1", at=EVENING)) for _ in range(50)))
    assert [one for one in judged if one] == [Disposition.ACCEPTED]
    shown = await account(desk, "A1")
    assert (len(shown.captures), shown.messages) == (1, ("paid",))


async def test_fifty_orphans_at_once_are_one(desk: Counter) -> None:
    judged = await asyncio.gather(*(record(desk, success("NOBODY", at=EVENING)) for _ in range(50)))
    assert [one for one in judged if one] == [Disposition.ORPHAN]
