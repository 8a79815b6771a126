"""WeChat Pay and its moods: answers that aren't its own, payers who are quicker than closing, an empty purse, damaged bills."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from core.errors import Rejected, Unreachable
from core.model.payment import AttemptState, RefundState
from core.ports import WayKind
from tests.gateways.streets import FarPayer, Street, far_street
from tests.gateways.test_every_provider import back, ordered, paid, request
from tests.support.clock import FixedClock
from tests.support.gateways import OPENID, Gateways

HANDED = {"appId", "timeStamp", "nonceStr", "package", "signType", "paySign"}


@pytest_asyncio.fixture
async def street(clock: FixedClock, tmp_path: Path, far_gateways: Gateways) -> AsyncIterator[Street]:
    async with far_street("wechat", clock, tmp_path, far_gateways) as made:
        yield made


def fate(street: Street, name: str, times: int = 1) -> None:
    assert isinstance(street.payer, FarPayer)
    street.payer.gateways.do("fault", name=name, times=times)


async def test_a_desk_gets_a_code_to_scan_and_a_phone_a_page_that_leads_back(street: Street) -> None:
    assert (await ordered(street, flow="desk")).startswith("weixin://wxpay/bizpayurl?pr=")
    assert (await ordered(street, "KB2", flow="phone")).endswith("&redirect_url=http%3A%2F%2Fproduct.test%2Fback")


async def test_inside_wechat_the_app_gets_what_it_opens_for_this_person_alone(street: Street) -> None:
    way = await street.provider.create(request(payer_id=OPENID), flow="wechat_app")
    assert (way.kind, way.address, set(way.parameters)) == (WayKind.APP, "", HANDED)
    assert isinstance(street.payer, FarPayer)
    spoilt = dict(way.parameters) | {"package": "prepay_id=wx2020KB2"}
    answers = [street.payer.gateways.do("handed", parameters=one)["err_msg"] for one in (spoilt, dict(way.parameters))]
    assert answers == ["get_brand_wcpay_request:fail", "get_brand_wcpay_request:ok"]
    assert (await street.provider.query("KB1")).success is not None


async def test_an_order_for_somebody_else_or_opened_in_another_way_is_refused(street: Street) -> None:
    with pytest.raises(Rejected):
        await street.provider.create(request(payer_id="somebody-else"), flow="wechat_app")
    await ordered(street, flow="phone")
    with pytest.raises(Rejected) as refused:
        await street.provider.create(request(payer_id=OPENID), flow="wechat_app")
    assert refused.value.code == "OUT_TRADE_NO_USED"


async def test_an_answer_with_a_bad_signature_is_no_answer(street: Street) -> None:
    await paid(street)
    fate(street, "bad_signature")
    with pytest.raises(Unreachable, match="isn't WeChat Pay's"):
        await street.provider.query("KB1")


async def test_a_refusal_with_a_bad_signature_proves_nothing(street: Street) -> None:
    fate(street, "bad_signature")
    with pytest.raises(Unreachable, match="isn't WeChat Pay's"):
        await street.provider.query("NOBODY")


async def test_trouble_over_there_is_no_refusal(street: Street) -> None:
    await ordered(street)
    fate(street, "trouble")
    with pytest.raises(Unreachable):
        await street.provider.close("KB1")


async def test_who_pays_while_the_order_is_being_closed_has_paid(street: Street) -> None:
    await ordered(street)
    fate(street, "pay_while_closing")
    closed = await street.provider.close("KB1")
    assert (closed.state, closed.success) == (AttemptState.PAID, None)
    assert (await street.provider.query("KB1")).success is not None


async def test_a_refund_whose_answer_got_lost_is_asked_for_again_under_its_number(street: Street) -> None:
    success = (await paid(street)).success
    assert success is not None
    fate(street, "timeout_after")
    with pytest.raises(Unreachable):
        await street.provider.refund(back(success.transaction_id))
    assert await street.provider.refund(back(success.transaction_id)) is RefundState.PROCESSING


async def test_an_empty_purse_is_named(street: Street) -> None:
    success = (await paid(street)).success
    assert success is not None
    fate(street, "not_enough")
    with pytest.raises(Rejected) as refused:
        await street.provider.refund(back(success.transaction_id))
    assert refused.value.code == "NOT_ENOUGH"


async def test_a_bill_that_is_not_the_announced_file_is_not_believed(street: Street) -> None:
    await paid(street)
    fate(street, "bill_damaged")
    with pytest.raises(Unreachable, match="isn't the file"):
        await street.provider.fetch_bill(street.clock.now().date())


async def test_silence_is_unreachable(street: Street) -> None:
    await ordered(street)
    fate(street, "silence")
    with pytest.raises(Unreachable):
        await street.provider.query("KB1")
