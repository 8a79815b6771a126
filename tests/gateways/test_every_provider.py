"""What every payment provider keeps to, whatever it is called: the port's seven methods over real requests (说明 二(六))."""

import pytest

from core.errors import Forbidden, Rejected
from core.model.money import Money
from core.model.payment import AttemptState, BilledRefund, RefundState, Source
from core.ports import OrderRequest, OrderState, RefundBill, RefundRequest
from tests.gateways.streets import HERE, Street
from tests.support.facts import at

FEE = Money(10000, "CNY")


def request(number: str = "KB1", payer_id: str = "") -> OrderRequest:
    return OrderRequest(number, FEE, "考试费", at("11-20 16:00:00"), f"{HERE}/notify", f"{HERE}/back", "203.0.113.7", payer_id)


async def ordered(street: Street, number: str = "KB1", *, flow: str = "phone") -> str:
    way = await street.provider.create(request(number), flow=flow)
    await street.payer.open(way)
    return way.address


async def paid(street: Street) -> OrderState:
    await ordered(street)
    await street.payer.pay("KB1")
    return await street.provider.query("KB1")


def back(transaction_id: str, amount: int = 10000, number: str = "RF-1") -> RefundRequest:
    return RefundRequest("KB1", transaction_id, number, Money(amount, "CNY"), FEE, "late")


@pytest.mark.parametrize("flow", ["phone", "desk"])
async def test_ordering_gives_an_address_and_asking_again_the_same_one(street: Street, flow: str) -> None:
    first = await ordered(street, flow=flow)
    assert first.startswith(("http://", "https://", "weixin://"))
    assert await ordered(street, flow=flow) == first
    assert await street.provider.query("KB1") == OrderState(
        AttemptState.PENDING, known=True, detail=(await street.provider.query("KB1")).detail
    )


async def test_a_number_nobody_ordered_is_not_known(street: Street) -> None:
    for asked in (await street.provider.query("NOBODY"), await street.provider.close("NOBODY")):
        assert (asked.state, asked.known, asked.success) == (AttemptState.PENDING, False, None)


async def test_asking_after_a_payment_tells_everything_that_is_judged(street: Street) -> None:
    success = (await paid(street)).success
    assert success is not None
    assert (success.provider, success.out_trade_no, success.amount) == (street.provider.name, "KB1", FEE)
    assert (success.success_time, success.source, success.payee_is_us) == (street.clock.now(), Source.QUERY, True)
    assert success.transaction_id


async def test_a_closed_order_is_closed_and_closing_it_again_changes_nothing(street: Street) -> None:
    await ordered(street)
    assert (await street.provider.close("KB1")).state is AttemptState.CLOSED
    assert (await street.provider.query("KB1")).state is AttemptState.CLOSED
    assert (await street.provider.close("KB1")).state is AttemptState.CLOSED


async def test_closing_what_was_paid_reports_it_paid(street: Street) -> None:
    await paid(street)
    assert (await street.provider.close("KB1")).state is AttemptState.PAID


async def test_a_refund_under_one_number_gives_back_once(street: Street) -> None:
    success = (await paid(street)).success
    assert success is not None
    asked = back(success.transaction_id)
    assert await street.provider.refund(asked) in {RefundState.PROCESSING, RefundState.SUCCEEDED}
    await street.payer.settle_refund("RF-1")
    assert await street.provider.refund(asked) in {RefundState.PROCESSING, RefundState.SUCCEEDED}
    state = await street.provider.query_refund("RF-1", transaction_id=success.transaction_id)
    assert state is RefundState.SUCCEEDED


async def test_more_than_was_paid_or_of_an_unknown_charge_is_not_given_back(street: Street) -> None:
    success = (await paid(street)).success
    assert success is not None
    for asked in (back("420000000000"), back(success.transaction_id, amount=10001)):
        with pytest.raises(Rejected):
            await street.provider.refund(asked)


async def test_the_bill_of_a_day_tells_its_charges_and_no_others(street: Street) -> None:
    success = (await paid(street)).success
    assert success is not None
    today = street.clock.now().date()
    street.clock.forward(days=1)
    (line,) = await street.provider.fetch_bill(today)
    assert (line.transaction_id, line.amount, line.success_time) == (success.transaction_id, FEE, success.success_time)
    assert (line.source, line.out_trade_no, line.payee_is_us) == (Source.BILL, "KB1", True)
    assert list(await street.provider.fetch_bill(today.replace(day=1))) == []


async def test_a_bill_that_tells_of_refunds_tells_them_apart_from_charges(street: Street) -> None:
    success = (await paid(street)).success
    assert success is not None
    await street.provider.refund(back(success.transaction_id, amount=4000))
    await street.payer.settle_refund("RF-1")
    if not isinstance(street.provider, RefundBill):
        pytest.skip("its bill has charges only")
    today = street.clock.now().date()
    street.clock.forward(days=1)
    told = [BilledRefund(street.provider.name, "RF-1", success.transaction_id, Money(4000, "CNY"), RefundState.SUCCEEDED)]
    assert list(await street.provider.fetch_refund_bill(today)) == told
    assert len(await street.provider.fetch_bill(today)) == 1


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b"[" * 60_000, b"a=1&a=2", b"=", b"&" * 5000, b'{"id":"\\ud800"}'])
async def test_what_nobody_signed_is_refused_and_never_fails_otherwise(street: Street, body: bytes) -> None:
    for headers in ({}, {"wechatpay-timestamp": "1", "wechatpay-signature": "\xff"}, {"webhook-id": "1", "webhook-timestamp": "x"}):
        with pytest.raises((Forbidden, Rejected)):
            street.provider.parse_notification(headers, body)
