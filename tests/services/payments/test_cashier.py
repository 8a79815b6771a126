"""The cashier: one open order, written down before the provider hears of it, inside the window (说明 二(六))."""

import asyncio
from dataclasses import replace

import pytest

from core.model.decisions import ALLOWED, Refused
from core.model.payment import AttemptState, PaymentVerdict
from core.model.reasons import Reason
from core.ports import WayToPay
from core.services.payments import Cashier
from core.store.queries import payments
from core.store.tables.payments import cashier_page
from tests.support.clock import FixedClock
from tests.support.facts import at, exam
from tests.support.payments import FEE, PUBLIC_URL, Counter, Payer


async def token_of(desk: Counter, payer: Payer) -> str:
    opened = await desk.payments.open_cashier(payer.account_id, exam().id)
    assert isinstance(opened, Cashier)
    return opened.path.removeprefix("/pay/")


async def number_of(desk: Counter, payer: Payer) -> str:
    attempt = await desk.store.read(lambda tx: payments.open_attempt(tx, payer.application_id))
    assert attempt is not None
    return attempt.out_trade_no


async def test_a_page_shows_amount_and_deadline_and_keeps_only_the_hash_of_its_token(desk: Counter, payer: Payer) -> None:
    opened = await desk.payments.open_cashier(payer.account_id, exam().id)
    assert isinstance(opened, Cashier)
    assert (opened.amount, opened.until) == (FEE, at("11-20 16:00:00"))
    view = await desk.payments.look(opened.path.removeprefix("/pay/"))
    assert view is not None
    assert (view.amount, view.decision, view.ordered, view.providers) == (FEE, ALLOWED, False, ("sandbox",))
    kept = await desk.store.read(lambda tx: tx.execute(cashier_page.select()).one())
    assert opened.path.removeprefix("/pay/") not in str(kept)


async def test_opening_the_cashier_again_keeps_the_one_open_order(desk: Counter, payer: Payer) -> None:
    await token_of(desk, payer)
    first = await number_of(desk, payer)
    again = await token_of(desk, payer)
    await desk.payments.order(again, None, flow="h5")
    await token_of(desk, payer)
    attempts = await desk.store.read(lambda tx: payments.attempts_of(tx, payer.application_id))
    assert [one.out_trade_no for one in attempts] == [first]


async def test_twenty_presses_at_once_open_one_order(desk: Counter, payer: Payer) -> None:
    tokens = await asyncio.gather(*(token_of(desk, payer) for _ in range(20)))
    addresses = await asyncio.gather(*(desk.payments.order(token, None, flow="h5") for token in tokens))
    attempts = await desk.store.read(lambda tx: payments.attempts_of(tx, payer.application_id))
    assert (len(attempts), len({str(one) for one in addresses}), len(desk.provider.orders)) == (1, 1, 1)


async def test_the_order_is_written_down_as_placed_before_the_provider_is_asked(desk: Counter, payer: Payer) -> None:
    token = await token_of(desk, payer)
    desk.provider.silent = True
    assert await desk.payments.order(token, None, flow="h5") == Refused(Reason.PAYMENT_UNAVAILABLE)
    attempt = await desk.store.read(lambda tx: payments.open_attempt(tx, payer.application_id))
    assert attempt is not None
    assert (attempt.state, attempt.ordered_at) == (AttemptState.PENDING, at("11-16 10:00:00"))


async def test_the_provider_gets_the_deadline_and_our_addresses(desk: Counter, payer: Payer) -> None:
    token = await token_of(desk, payer)
    number = await number_of(desk, payer)
    assert await desk.payments.order(token, None, flow="h5") == WayToPay(f"https://pay.test/{number}")
    request = desk.provider.orders[number].request
    assert (request.amount, request.time_expire) == (FEE, at("11-20 16:00:00"))
    assert request.notify_url == f"{PUBLIC_URL}/webhooks/payments/sandbox"
    assert request.return_url == f"{PUBLIC_URL}/pay/{token}"


@pytest.mark.parametrize(
    ("now", "reason", "at_"),
    [
        ("11-13 08:00:00", Reason.PAYMENT_NOT_OPEN, "11-13 09:00:00"),
        ("11-20 15:59:30", Reason.PAYMENT_ENDING, "11-20 16:00:00"),
        ("11-20 16:00:01", Reason.PAYMENT_OVER, "11-20 16:00:00"),
    ],
)
async def test_outside_the_window_nothing_is_ordered(
    desk: Counter, payer: Payer, clock: FixedClock, now: str, reason: Reason, at_: str
) -> None:
    clock.set(at(now))
    refused = await desk.payments.open_cashier(payer.account_id, exam().id)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.at) == (reason, at(at_))
    assert await desk.store.read(lambda tx: payments.attempts_of(tx, payer.application_id)) == []


async def test_a_deadline_the_authority_extends_counts_at_once(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    token = await token_of(desk, payer)
    clock.set(at("11-20 17:00:00"))
    windows = {name: replace(window, closes_at=at("11-22 16:00:00")) for name, window in desk.exams.exam.windows.items()}
    desk.exams.exam = replace(desk.exams.exam, windows=windows)
    await desk.payments.tick(clock.now())
    view = await desk.payments.look(token)
    assert view is not None
    assert (view.verdict, view.decision, view.until) == (PaymentVerdict.AWAITING_PAYMENT, ALLOWED, at("11-22 16:00:00"))


async def test_another_way_to_pay_closes_the_first_order_before_the_second_is_opened(desk: Counter, payer: Payer) -> None:
    desk.exams.exam = replace(desk.exams.exam, payment_providers=("sandbox", "wechat"))
    token = await token_of(desk, payer)
    first = await number_of(desk, payer)
    await desk.payments.order(token, "sandbox", flow="h5")
    address = await desk.payments.order(token, "wechat", flow="h5")
    second = await number_of(desk, payer)
    assert desk.provider.orders[first].closed
    assert (address, second != first, list(desk.other.orders)) == (WayToPay(f"https://pay.test/{second}"), True, [second])


async def test_a_payer_who_was_quicker_than_the_change_of_provider_has_paid(desk: Counter, payer: Payer) -> None:
    desk.exams.exam = replace(desk.exams.exam, payment_providers=("sandbox", "wechat"))
    token = await token_of(desk, payer)
    number = await number_of(desk, payer)
    await desk.payments.order(token, "sandbox", flow="h5")
    desk.provider.before_close = lambda closing: desk.provider.pay(closing)
    refused = await desk.payments.order(token, "wechat", flow="h5")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.ALREADY_PAID
    account = await desk.payments.show(number)
    assert account is not None
    assert (account.application, account.messages, desk.other.orders) == ("paid", ("paid",), {})


async def test_an_order_that_cannot_be_closed_is_not_replaced(desk: Counter, payer: Payer) -> None:
    desk.exams.exam = replace(desk.exams.exam, payment_providers=("sandbox", "wechat"))
    token = await token_of(desk, payer)
    await desk.payments.order(token, "sandbox", flow="h5")
    desk.provider.silent = True
    assert await desk.payments.order(token, "wechat", flow="h5") == Refused(Reason.PAYMENT_OPEN_ELSEWHERE)
    assert desk.other.orders == {}


async def test_an_order_opened_in_another_way_is_closed_and_renewed(desk: Counter, payer: Payer) -> None:
    desk.provider.particular = True
    token = await token_of(desk, payer)
    first = await number_of(desk, payer)
    await desk.payments.order(token, None, flow="phone")
    way = await desk.payments.order(token, None, flow="desk")
    second = await number_of(desk, payer)
    assert (way, second != first) == (WayToPay(f"https://pay.test/{second}"), True)
    assert desk.provider.orders[first].closed


async def test_in_the_last_minute_no_order_is_given_up_for_another_way(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    desk.provider.particular = True
    token = await token_of(desk, payer)
    await desk.payments.order(token, None, flow="phone")
    clock.set(at("11-20 15:59:30"))
    assert await desk.payments.order(token, None, flow="desk") == Refused(Reason.PAYMENT_OPEN_ELSEWHERE)
    assert not desk.provider.orders[await number_of(desk, payer)].closed


async def test_a_token_nobody_was_given_opens_nothing(desk: Counter, payer: Payer) -> None:
    assert await desk.payments.look("x") is None
    assert await desk.payments.order("x", None, flow="h5") is None
    assert await desk.payments.ask_from_page("x") is None


async def test_somebody_without_a_confirmed_position_cannot_pay(desk: Counter) -> None:
    refused = await desk.payments.open_cashier(999, exam().id)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_CONFIRMED
    asked = await desk.payments.ask_provider(999, exam().id)
    assert isinstance(asked, Refused)


async def test_i_have_paid_finds_a_payment_whose_notification_was_lost(desk: Counter, payer: Payer) -> None:
    token = await token_of(desk, payer)
    await desk.payments.order(token, None, flow="h5")
    desk.provider.pay(await number_of(desk, payer))
    assert await desk.payments.ask_provider(payer.account_id, exam().id) is PaymentVerdict.PAID


async def test_i_have_paid_asks_once_in_five_seconds(desk: Counter, payer: Payer, clock: FixedClock) -> None:
    token = await token_of(desk, payer)
    await desk.payments.order(token, None, flow="h5")
    answers = [await desk.payments.ask_from_page(token) for _ in range(3)]
    clock.forward(seconds=5)
    answers.append(await desk.payments.ask_from_page(token))
    assert answers == [PaymentVerdict.AWAITING_PAYMENT] * 4
    assert desk.provider.calls.count("query") == 2


async def test_i_have_paid_says_so_when_the_provider_is_silent(desk: Counter, payer: Payer) -> None:
    token = await token_of(desk, payer)
    await desk.payments.order(token, None, flow="h5")
    desk.provider.silent = True
    assert await desk.payments.ask_from_page(token) == Refused(Reason.PAYMENT_UNANSWERED)
