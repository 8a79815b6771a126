"""The sandbox provider and its gateway: real requests between them, and every mood the person at the page may choose."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI, Request, Response

from core.errors import Forbidden, Rejected, Unreachable
from core.model.money import Money
from core.model.payment import AttemptState, BilledRefund, Notification, NotificationKind, RefundState
from core.ports import OrderRequest, RefundRequest
from gateways.payments.sandbox import SandboxProvider
from gateways.sandbox.pay import Courier, SandboxPay, sandbox_pay
from tests.support.clock import FixedClock
from tests.support.facts import SHENZHEN, at
from tests.support.standard_webhooks import FOREIGN_SECRET, OLDER_SECRET, SECRET

FEE = Money(10000, "CNY")
HERE = "http://product.test"


@dataclass
class Street:
    """The product's adapter, the gateway it talks to, and what its notifications told the product."""

    http: httpx.AsyncClient
    provider: SandboxProvider
    books: SandboxPay
    courier: Courier
    clock: FixedClock
    heard: list[Notification] = field(default_factory=list)
    status: int = 200

    async def order(self, number: str = "KB1") -> str:
        """Open an order; the address to pay at."""
        request = OrderRequest(number, FEE, "考试费", at("11-20 16:00:00"), f"{HERE}/notify", f"{HERE}/back")
        return (await self.provider.create(request, flow="phone")).address

    async def press(self, outcome: str, number: str = "KB1") -> httpx.Response:
        """Press a button of the payer's page, and let what is due be delivered."""
        answer = await self.http.post(f"/sandbox/pay/orders/{number}/{outcome}")
        await self.courier.deliver_due()
        return answer


@pytest_asyncio.fixture
async def street(clock: FixedClock, tmp_path: Path) -> AsyncIterator[Street]:
    app, books = FastAPI(), SandboxPay(clock, tmp_path / "pay.db")
    app.mount("/sandbox/pay", sandbox_pay(books, key=SECRET, clock=clock, address=f"{HERE}/sandbox/pay", zone=lambda: SHENZHEN))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE) as http:
        provider = SandboxProvider(http, f"{HERE}/sandbox/pay", [SECRET, OLDER_SECRET], clock)
        street = Street(http, provider, books, Courier(books, http, [SECRET], clock), clock)

        @app.post("/notify")
        async def notify(request: Request) -> Response:
            street.heard.append(provider.parse_notification(request.headers, await request.body()))
            return Response(status_code=street.status)

        yield street
    books.close_books()


async def test_an_order_is_opened_once_and_is_payable_until_its_expiry(street: Street) -> None:
    first = await street.order()
    assert (first, await street.order()) == (f"{HERE}/sandbox/pay/orders/KB1", first)
    state = await street.provider.query("KB1")
    assert (state.state, state.known, state.success) == (AttemptState.PENDING, True, None)


async def test_the_page_shows_what_is_paid_and_every_way_it_may_end(street: Street) -> None:
    page = await street.http.get(await street.order(), headers={"accept-language": "en"})
    for words in (
        "考试费",
        "¥100.00",
        "Pay: succeed",
        "Pay: fail",
        "lose the notification",
        "notification later",
        "no money moves",
    ):
        assert words in page.text
    assert (await street.http.get("/sandbox/pay/style.css")).status_code == 200
    assert (await street.http.get("/sandbox/pay/orders/NOBODY")).status_code == 404


async def test_a_payment_is_told_once_signed_and_led_back_to_the_merchant(street: Street) -> None:
    await street.order()
    answer = await street.press("succeed")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}/back")
    (told,) = street.heard
    assert (told.kind, told.type, told.out_trade_no) == (NotificationKind.SUCCESS, "payment.succeeded", "KB1")
    state = await street.provider.query("KB1")
    assert told.success is not None
    assert state.success is not None
    assert (told.success.transaction_id, told.success.amount) == (state.success.transaction_id, FEE)
    assert (told.success.success_time, await street.courier.deliver_due()) == (street.clock.now(), 0)


async def test_a_failed_try_is_told_and_the_order_stays_open(street: Street) -> None:
    await street.order()
    answer = await street.press("fail")
    assert "tried" in answer.headers["location"]
    assert [told.kind for told in street.heard] == [NotificationKind.FAILED]
    assert (await street.provider.query("KB1")).state is AttemptState.PENDING


async def test_a_lost_notification_is_only_found_by_asking(street: Street) -> None:
    await street.order()
    await street.press("lose")
    assert street.heard == []
    assert (await street.provider.query("KB1")).state is AttemptState.PAID


async def test_a_delayed_notification_comes_by_the_demos_clock(street: Street) -> None:
    await street.order()
    await street.press("delay")
    assert street.heard == []
    street.clock.forward(minutes=2)
    assert await street.courier.deliver_due() == 1


async def test_a_notification_is_sent_again_until_it_is_taken(street: Street) -> None:
    await street.order()
    street.status = 503
    await street.press("succeed")
    street.status = 200
    assert await street.courier.deliver_due() == 0
    street.clock.forward(seconds=5)
    assert await street.courier.deliver_due() == 1
    assert len({told.event_id for told in street.heard}) == 1


async def test_what_is_owed_outlives_a_restart(street: Street, tmp_path: Path) -> None:
    await street.order()
    street.status = 503
    await street.press("succeed")
    again = SandboxPay(street.clock, tmp_path / "pay.db")
    street.clock.forward(seconds=5)
    assert (again.find("KB1").state, len(again.owed(street.clock.now()))) == ("SUCCESS", 1)
    again.close_books()


async def test_after_its_expiry_the_payer_is_refused_and_the_merchant_closes(street: Street) -> None:
    address = await street.order()
    street.clock.set(at("11-20 16:00:01"))
    await street.press("succeed")
    page = await street.http.get(address, headers={"accept-language": "en"})
    assert "The time to pay this order is over" in page.text
    assert (await street.provider.query("KB1")).state is AttemptState.PENDING
    assert (await street.provider.close("KB1")).state is AttemptState.CLOSED


async def test_closing_comes_too_late_for_a_payer_who_was_quicker(street: Street) -> None:
    await street.order()
    await street.press("lose")
    closed = await street.provider.close("KB1")
    assert (closed.state, closed.success is not None) == (AttemptState.PAID, True)
    with pytest.raises(Rejected, match="ORDER_PAID"):
        await street.order()


async def test_a_closed_order_stays_closed(street: Street) -> None:
    await street.order()
    await street.provider.close("KB1")
    await street.press("succeed")
    assert (await street.provider.query("KB1")).state is AttemptState.CLOSED
    with pytest.raises(Rejected, match="ORDER_CLOSED"):
        await street.order()


async def test_a_number_it_never_heard_of_is_not_known(street: Street) -> None:
    for asked in (await street.provider.query("NOBODY"), await street.provider.close("NOBODY")):
        assert (asked.state, asked.known) == (AttemptState.PENDING, False)


def refund(transaction_id: str, number: str = "RF-1", amount: int = 10000) -> RefundRequest:
    return RefundRequest("KB1", transaction_id, number, Money(amount, "CNY"), FEE, "late")


async def test_a_refund_gives_back_once_under_its_number(street: Street) -> None:
    await street.order()
    await street.press("succeed")
    paid = (await street.provider.query("KB1")).success
    assert paid is not None
    assert await street.provider.refund(refund(paid.transaction_id)) is RefundState.PROCESSING
    assert await street.provider.refund(refund(paid.transaction_id)) is RefundState.SUCCEEDED
    assert await street.provider.query_refund("RF-1") is RefundState.SUCCEEDED
    await street.courier.deliver_due()
    told = street.heard[-1]
    assert (told.kind, told.out_refund_no, told.refund_state) == (NotificationKind.REFUND, "RF-1", RefundState.SUCCEEDED)
    assert (told.transaction_id, told.refund_amount, len(street.heard)) == (paid.transaction_id, FEE, 2)


async def test_more_than_was_paid_or_of_another_trade_is_not_given_back(street: Street) -> None:
    await street.order()
    await street.press("succeed")
    paid = (await street.provider.query("KB1")).success
    assert paid is not None
    for asked, code in (
        (refund("NOBODY"), "TRADE_NOT_EXIST"),
        (refund(paid.transaction_id, amount=10001), "AMOUNT_TOO_LARGE"),
    ):
        with pytest.raises(Rejected, match=code):
            await street.provider.refund(asked)
    with pytest.raises(Rejected, match="REFUND_NOT_EXIST"):
        await street.provider.query_refund("RF-1")


async def test_the_bill_tells_of_refunds_on_the_day_they_were_sent(street: Street) -> None:
    await street.order()
    await street.press("succeed")
    charge = street.heard[0].success
    assert charge is not None
    street.clock.forward(days=1)
    await street.provider.refund(RefundRequest("KB1", charge.transaction_id, "RF-1", Money(4000, "CNY"), FEE, "late"))
    street.clock.forward(days=1)
    told = [BilledRefund("sandbox", "RF-1", charge.transaction_id, Money(4000, "CNY"), RefundState.SUCCEEDED)]
    assert await street.provider.fetch_refund_bill(date(2020, 11, 16)) == []
    assert await street.provider.fetch_refund_bill(date(2020, 11, 17)) == told


async def test_the_bill_of_a_day_comes_when_the_day_is_over(street: Street) -> None:
    await street.order()
    await street.press("lose")
    with pytest.raises(Unreachable):
        await street.provider.fetch_bill(date(2020, 11, 16))
    street.clock.forward(days=1)
    assert [line.out_trade_no for line in await street.provider.fetch_bill(date(2020, 11, 16))] == ["KB1"]
    assert await street.provider.fetch_bill(date(2020, 11, 15)) == []


async def test_whoever_does_not_know_the_secret_can_neither_order_nor_be_understood(street: Street) -> None:
    foreign = SandboxProvider(street.http, f"{HERE}/sandbox/pay", [FOREIGN_SECRET], street.clock)
    with pytest.raises(Unreachable):
        await foreign.query("KB1")
    with pytest.raises(Forbidden):
        foreign.parse_notification({}, b"{}")


@pytest.mark.parametrize("secrets", [[], [""], ["whsec_"], ["whsec_c2hvcnQ="], ["whsec_***"]])
async def test_a_provider_without_a_good_secret_is_never_made(street: Street, secrets: list[str]) -> None:
    with pytest.raises(ValueError, match="secret"):
        SandboxProvider(street.http, HERE, secrets, street.clock)


async def test_a_gateway_that_talks_nonsense_has_told_nothing(clock: FixedClock) -> None:
    answers = [httpx.Response(200, content=b"<html>"), httpx.Response(200, json={"state": "?"}), httpx.Response(500)]
    answers += [httpx.Response(404, content=b"?"), httpx.Response(200, json={"state": "SUCCESS"})]
    for answer in answers:
        transport = httpx.MockTransport(lambda request, answer=answer: answer)
        async with httpx.AsyncClient(transport=transport) as http:
            provider = SandboxProvider(http, HERE, [SECRET], clock)
            with pytest.raises(Unreachable):
                await provider.query("KB1")
    assert clock.now().tzinfo is UTC
