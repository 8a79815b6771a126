"""Alipay and its moods: trades that don't exist until somebody opens them, answers that aren't its own, bills in GBK."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio

from core.errors import Rejected, Unreachable
from core.model.payment import AttemptState, RefundState
from core.ports import WayKind
from tests.gateways.streets import FarPayer, Street, far_street
from tests.gateways.test_every_provider import back, ordered, paid, request
from tests.support.clock import FixedClock
from tests.support.gateways import Gateways


@pytest_asyncio.fixture
async def street(clock: FixedClock, tmp_path: Path, far_gateways: Gateways) -> AsyncIterator[Street]:
    async with far_street("alipay", clock, tmp_path, far_gateways) as made:
        yield made


def fate(street: Street, name: str) -> None:
    assert isinstance(street.payer, FarPayer)
    street.payer.gateways.do("fault", name=name)


@pytest.mark.parametrize(("flow", "method"), [("page", "alipay.trade.page.pay"), ("phone", "alipay.trade.wap.pay")])
async def test_the_browser_gets_a_signed_link_for_its_kind(street: Street, flow: str, method: str) -> None:
    told = parse_qs(urlsplit(await ordered(street, flow=flow)).query)
    assert (told["method"], told["timestamp"]) == ([method], ["2020-11-16 10:00:00"])
    assert '"total_amount":"100.00"' in told["biz_content"][0]
    assert '"time_expire":"2020-11-20 16:00:00"' in told["biz_content"][0]


async def test_a_desk_gets_a_code_to_scan_and_the_trade_begins_with_the_scan(street: Street) -> None:
    way = await street.provider.create(request(), flow="desk")
    assert (way.kind, way.address) == (WayKind.SCAN, "https://qr.alipay.com/baxKB1")
    assert (await street.provider.query("KB1")).known is False
    await street.payer.open(way)
    assert (await street.provider.query("KB1")).known is True
    await street.payer.pay("KB1")
    with pytest.raises(Rejected):
        await street.provider.create(request(), flow="desk")


@pytest.mark.parametrize("why", ["no_contract", "silence", "trouble", "bad_signature"])
async def test_where_there_is_no_code_the_page_is_offered(street: Street, why: str) -> None:
    fate(street, why)
    way = await street.provider.create(request(), flow="desk")
    assert (way.kind, "alipay.trade.page.pay" in way.address) == (WayKind.OPEN, True)


async def test_a_trade_begun_on_the_page_goes_on_there(street: Street) -> None:
    await ordered(street, flow="page")
    way = await street.provider.create(request(), flow="desk")
    assert (way.kind, "alipay.trade.page.pay" in way.address) == (WayKind.OPEN, True)


async def test_a_signature_that_does_not_fit_is_no_answer(street: Street) -> None:
    await paid(street)
    fate(street, "bad_signature")
    with pytest.raises(Unreachable, match="isn't Alipay's"):
        await street.provider.query("KB1")


async def test_who_pays_while_the_trade_is_being_closed_has_paid(street: Street) -> None:
    await ordered(street)
    fate(street, "pay_while_closing")
    closed = await street.provider.close("KB1")
    assert closed.state is AttemptState.PAID
    assert closed.success is not None


async def test_a_refund_whose_answer_got_lost_is_found_by_its_number(street: Street) -> None:
    success = (await paid(street)).success
    assert success is not None
    fate(street, "timeout_after")
    with pytest.raises(Unreachable):
        await street.provider.refund(back(success.transaction_id))
    assert await street.provider.refund(back(success.transaction_id)) is RefundState.PROCESSING
    state = await street.provider.query_refund("RF-1", transaction_id=success.transaction_id)
    assert state is RefundState.SUCCEEDED


async def test_a_refund_that_is_not_there_yet_is_still_under_way(street: Street) -> None:
    success = (await paid(street)).success
    assert success is not None
    assert await street.provider.query_refund("RF-9", transaction_id=success.transaction_id) is RefundState.PROCESSING


async def test_what_was_paid_and_given_back_at_alipay_was_paid(street: Street) -> None:
    success = (await paid(street)).success
    assert success is not None
    await street.provider.refund(back(success.transaction_id))
    state = await street.provider.query("KB1")
    assert (state.state, state.success, state.detail) == (AttemptState.PAID, success, "TRADE_CLOSED")


async def test_an_empty_purse_is_named_as_everywhere(street: Street) -> None:
    success = (await paid(street)).success
    assert success is not None
    fate(street, "not_enough")
    with pytest.raises(Rejected) as refused:
        await street.provider.refund(back(success.transaction_id))
    assert refused.value.code == "NOT_ENOUGH"


async def test_a_bill_that_does_not_add_up_is_not_believed(street: Street) -> None:
    await paid(street)
    fate(street, "bill_damaged")
    with pytest.raises(Unreachable, match="doesn't add up"):
        await street.provider.fetch_bill(street.clock.now().date())


async def test_silence_is_unreachable(street: Street) -> None:
    await ordered(street)
    fate(street, "silence")
    with pytest.raises(Unreachable):
        await street.provider.query("KB1")
